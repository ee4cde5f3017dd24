"""Folders in Azure Data Lake Storage: ``abfss://container@account.dfs.core.windows.net/path``, ``az://container/path``.

The environment says who may read and write, by the names that Azure's libraries have:
AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT_NAME (for az://) and AZURE_STORAGE_ACCOUNT_KEY or
AZURE_STORAGE_SAS_TOKEN; without them whoever is logged in (az login, a managed identity, AZURE_CLIENT_ID and its like).
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from python_helpers.export.model import ExportError, without_secrets

if TYPE_CHECKING:
    import fsspec

ADDRESS = re.compile(r"(abfss?|az)://(?P<container>[^@/]+)(@(?P<account>[^./]+)\.[^/]+)?(/(?P<path>.*))?")
BLOCK = 1 << 24
TRIES = 3
# A folder counts as written, and a version of a Delta table as made, when these are there: in the copy they must not be
# newer than what they announce.
ANNOUNCES = re.compile(r"(.*/)?(\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\dZ/model\.json|_delta_log/[^/]+)")
FIRST = "Changelog/changelog.info"
CLOUD = "https://storage.azure.com/.default"


class LakeError(ExportError):
    """A lake can't be read or written; the message says where, why and what to do."""


def is_lake(address: str) -> bool:
    """Whether an address is one of a lake."""
    return "://" in address


def filesystem(address: str) -> tuple["fsspec.AbstractFileSystem", str]:
    """The file system of an address, also of a local folder, and the path in it. Raises ``LakeError``."""
    _refuse_secrets(address)
    if not is_lake(address):
        import fsspec.core

        return fsspec.core.url_to_fs(address)
    _account(address)
    with explained(address):
        try:
            import fsspec.core

            # always what the lake holds now
            return fsspec.core.url_to_fs(address, use_listings_cache=False, skip_instance_cache=True)
        except ImportError:
            raise LakeError(
                "A lake needs the library adlfs: "
                ".venv/bin/pip install --constraint constraints.txt --editable '.[lake]'"
            ) from None


def check(address: str) -> None:
    """Raises ``LakeError`` when an address is none of a lake, or holds a secret."""
    _account(address)
    _refuse_secrets(address)


def _refuse_secrets(address: str) -> None:
    if without_secrets(address) != address:
        raise LakeError(
            f"{address} is followed by a query, or holds a key or a password. Write abfss://container@account.dfs.core."
            "windows.net/path alone; a token belongs in AZURE_STORAGE_SAS_TOKEN."
        )


def _account(address: str) -> str | None:
    """The account that an address names. Raises ``LakeError`` when it is none of a lake."""
    found = ADDRESS.fullmatch(address)
    if not found:
        raise LakeError(
            f"{address} is no address of a lake that can be read: write "
            "abfss://container@account.dfs.core.windows.net/path or az://container/path."
        )
    return found["account"]


def delta_options(address: str) -> dict[str, str] | None:
    """What delta-rs must know to open a table at an address, from the same environment; None when it is local."""
    _refuse_secrets(address)
    if not is_lake(address):
        return None
    options = {"max_retries": "3", "retry_timeout": "60s"}
    text = os.environ.get("AZURE_STORAGE_CONNECTION_STRING", "")
    given = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    account = _account(address) or given.get("AccountName")
    if account or "AZURE_STORAGE_ACCOUNT_NAME" in os.environ:
        options["account_name"] = account or os.environ["AZURE_STORAGE_ACCOUNT_NAME"]
    names = {"AccountKey": "account_key", "SharedAccessSignature": "sas_token", "BlobEndpoint": "endpoint"}
    for name, option in names.items():
        if name in given:
            options[option] = given[name]
    if given.get("BlobEndpoint", "").startswith("http://"):
        options["allow_http"] = "true"
    if not given and not {"AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"} & os.environ.keys():
        from azure.identity import DefaultAzureCredential

        with explained(address):
            options["bearer_token"] = DefaultAzureCredential().get_token(CLOUD).token
    return options


def explain(error: BaseException) -> str:
    """What to do about an error of a lake, and what the server said."""
    text = " ".join(re.sub(r"\x1b\[\d*m", "", str(error)).split())
    said = f"The server says: {text[:300].rstrip('.')}."
    # not the bare numbers, which are also milliseconds and parts of addresses
    codes = "AuthenticationFailed|Authorization(Permission)?(Failure|Mismatch)|(Invalid|No)AuthenticationInfo"
    if re.search(f"{codes}|403 Forbidden|401 Unauthorized", text):
        return f"Access is refused: check AZURE_STORAGE_…, or the role Storage Blob Data Contributor. {said}"
    if re.search(r"ContainerNotFound|container does not exist", text, re.I):
        return f"The container doesn't exist. {said}"
    if re.search(r"DefaultAzureCredential|failed to retrieve a token", text):
        return f"Nobody is logged in: az login, or set AZURE_STORAGE_…. {said}"
    if "Must provide either" in text:
        return "Set AZURE_STORAGE_ACCOUNT_NAME, or write abfss://container@account.dfs.core.windows.net/path."
    if isinstance(error, FileNotFoundError):
        return "It isn't there."
    return f"Try again. {said}"


@contextlib.contextmanager
def explained(address: str) -> Iterator[None]:
    """Turns the errors of a lake into ``LakeError``; those of a local folder pass."""
    if not is_lake(address):
        yield
        return
    # its errors have no common class: those of Azure's library, of aiohttp and of the system
    try:
        yield
    except (ExportError, ImportError):
        raise
    except Exception as error:
        raise LakeError(f"{address}: {explain(error)}") from None


def copy_of(address: str) -> Path:
    """Where the copy of a lake's folder lies on this machine: beside the database."""
    home = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb")).parent / "lake"
    readable = re.sub(r"\W+", "-", address.split("://")[1]).strip("-")[:60]
    return home / f"{readable}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def copied(address: str) -> str:
    """The path of a folder, a file or a glob on this machine; what lies in a lake is copied first, where it is new.

    Files are known by their size and etag. Those that are gone from the lake go from the copy. Raises ``LakeError``;
    the copy is then as it was, but for files that were copied whole, and the next copy goes on from there.
    """
    if not is_lake(address):
        return address
    check(address)
    # a folder, or for files the folder above
    root, pattern = address.rstrip("/"), ""
    while has_magic(root) or root.lower().endswith(".csv"):
        root, _, last = root.rpartition("/")
        pattern = f"{last}/{pattern}".rstrip("/")
    target = copy_of(root)
    files, begin = filesystem(root)
    with explained(address):
        _copy(files, begin.rstrip("/"), pattern, target)
    return str(target / pattern)


def _copy(files: "fsspec.AbstractFileSystem", begin: str, pattern: str, target: Path) -> None:
    index = target.with_suffix(".json")
    known = json.loads(index.read_text()) if index.exists() else {}
    target.mkdir(parents=True, exist_ok=True)
    try:
        if not pattern and files.exists(f"{begin}/{FIRST}"):
            _fetch(files, begin, FIRST, files.info(f"{begin}/{FIRST}"), target, known)
        seen = {} if pattern else files.find(begin)
        found = files.find(begin, detail=True) if not pattern else {}
        if pattern:
            # a path as it is comes first, then a pattern
            place = f"{begin}/{pattern}"
            found = {place: files.info(place)} if files.isfile(place) else files.glob(place, detail=True)
        if not found:
            raise FileNotFoundError
        there = set()
        for path, info in found.items():
            name = path[len(begin) + 1 :]
            if info["type"] != "file":
                continue
            there.add(name)
            if name != FIRST and (path in seen or not announces(name)):
                _fetch(files, begin, name, info, target, known)
        if not pattern:
            for gone in known.keys() - there:
                (target / gone).unlink(missing_ok=True)
                del known[gone]
    finally:
        text = json.dumps(known)
        if not index.exists() or index.read_text() != text:
            index.with_suffix(".new").write_text(text)
            index.with_suffix(".new").replace(index)


def announces(name: str) -> bool:
    """Whether a file says that others, which may be missing in the list that has it, are complete."""
    return bool(ANNOUNCES.fullmatch(name))


def _fetch(
    files: "fsspec.AbstractFileSystem", begin: str, name: str, info: dict, home: Path, known: dict[str, list]
) -> None:
    """Copies a file that isn't known by size and etag, with the time of its change; not one that changes just now."""
    local = home / name
    for _ in range(TRIES):
        version = [info["size"], info["etag"]]
        if known.get(name) == version and local.exists():
            return
        copy = home.with_suffix(".copying")
        try:
            with copy.open("wb") as written:
                for start in range(0, info["size"], BLOCK):
                    written.write(files.cat_file(f"{begin}/{name}", start, min(start + BLOCK, info["size"])))
            now = files.info(f"{begin}/{name}")
            if now["etag"] == version[1]:
                changed = info["last_modified"].timestamp()
                os.utime(copy, (changed, changed))
                local.parent.mkdir(parents=True, exist_ok=True)
                copy.replace(local)
                known[name] = version
                return
            info = now
        finally:
            copy.unlink(missing_ok=True)


class Folder:
    """A folder on this machine or in a lake, with paths in it. A file that is put there is there whole or not at all.

    ``options`` are what delta-rs needs to know of the lake.
    """

    def __init__(self, address: str):
        self.files, root = filesystem(address)
        self.root = root.rstrip("/")
        self.is_local = not is_lake(address)
        self.base = self.root if self.is_local else address.rstrip("/")
        self.options = delta_options(address)

    def address(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.base}/{path}"

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}".rstrip("/")

    def exists(self, path: str) -> bool:
        """Whether there is a file or a folder."""
        return self.files.exists(self._at(path))

    def size(self, path: str) -> int:
        """Bytes of a file."""
        return self.files.size(self._at(path))

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None when it doesn't exist."""
        return self.files.cat_file(self._at(path)) if self.exists(path) else None

    def fetch(self, path: str, to: Path) -> None:
        """Copies a file to this machine."""
        self.files.get_file(self._at(path), str(to))

    def put(self, file: Path, path: str) -> None:
        """Copies a file of this machine to ``path``, in place of what is there."""
        if not self.is_local:
            # a blob appears when it is complete
            self.files.put_file(str(file), self._at(path))
            return
        target = Path(self._at(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, f"{target}.writing")
        Path(f"{target}.writing").replace(target)

    def listed(self, path: str) -> list[str]:
        """The names of what a folder holds, sorted; nothing when it doesn't exist."""
        if not self.exists(path):
            return []
        return sorted(Path(found).name for found in self.files.ls(self._at(path), detail=False))

    def found(self, pattern: str) -> list[str]:
        """The paths of the files that fit, sorted, and of the folders when the pattern names them at its end."""
        found = self.files.glob(self._at(pattern), detail=True)
        begin = len(self.root) + 1
        return sorted(
            path[begin:] for path, info in found.items() if info["type"] == "file" or not pattern.endswith("*")
        )

    def remove(self, path: str) -> None:
        """Removes a file or a folder."""
        self.files.rm(self._at(path), recursive=True)
