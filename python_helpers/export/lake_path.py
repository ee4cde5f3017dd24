"""Paths in Azure Data Lake Storage for those who read: pathlib's ways, with listings and ranges, without a copy."""

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from python_helpers.export.lake import LakeError, check, explained, filesystem

if TYPE_CHECKING:
    import fsspec

# Bytes that are read ahead.
AHEAD = 1 << 22


class _Accounts(dict):
    """Open connections by address, process and what the environment says: each process opens its own."""

    def __missing__(self, key: tuple) -> "fsspec.AbstractFileSystem":
        self[key], _ = filesystem(key[0])
        return self[key]

    def __reduce__(self) -> tuple:
        return _Accounts, ()


_accounts = _Accounts()


class LakePath(PurePosixPath):
    """A path at an address, such as ``abfss://container@account.dfs.core.windows.net/path``. Raises ``LakeError``.

    What a folder holds knows its kind, size and time from the listing, and keeps them when it is pickled.
    """

    _stat: os.stat_result | None = None
    _etag = ""
    _is_pinned = False

    @classmethod
    def at(cls, address: str) -> "LakePath":
        """The path of an address that is one of a lake and holds no secret."""
        check(address)
        return cls(address)

    def __str__(self) -> str:
        # pathlib makes one slash of two
        text = super().__str__()
        return text.replace(":/", "://", 1) if self.parts[:1] in (("az:",), ("abfs:",), ("abfss:",)) else text

    def __reduce__(self) -> tuple:
        known = {"_stat": self._stat, "_etag": self._etag, "_is_pinned": self._is_pinned}
        return type(self), self.parts, known

    def iterdir(self) -> Iterator["LakePath"]:
        """What the folder holds: nothing when it doesn't exist. It is listed once, page by page."""
        found = {}
        for blob in self._list():
            name = blob.name.rstrip("/").rpartition("/")[2]
            # the folder itself may be there as an empty blob, and each folder in it
            if blob.name.rstrip("/") != self._key and not (name in found and found[name].is_dir()):
                found[name] = (self / name)._known(blob)
        return iter(found.values())

    def is_dir(self, follow_symlinks: bool = True) -> bool:  # noqa: ARG002
        """Whether it is a folder."""
        return stat.S_ISDIR(self._stat.st_mode) if self._stat else bool(self._list(1))

    def is_file(self) -> bool:
        """Whether it is a file."""
        try:
            return stat.S_ISREG(self.stat().st_mode)
        except FileNotFoundError:
            return False

    def stat(self) -> os.stat_result:
        """Size and time of the last change, as they were when it was listed. Raises ``FileNotFoundError``."""
        if self._stat is None:
            self._known(self._ask(lambda files: self._blob(files).get_blob_properties()))
        return self._stat

    def pinned(self) -> "LakePath":
        """The same file, which can only be read while it is as it was when it was listed."""
        pinned = type(self)(*self.parts)
        pinned._stat, pinned._etag, pinned._is_pinned = self.stat(), self._etag, True
        return pinned

    def open(self, mode: str = "rb", buffering: int = AHEAD) -> io.BufferedReader | io.RawIOBase:
        """The bytes that were there when it was listed. Raises ``FileNotFoundError``."""
        if mode != "rb":
            raise ValueError(f"{self} can only be read.")
        content = _Content(self)
        return io.BufferedReader(content, buffering) if buffering else content

    def read_bytes(self) -> bytes:
        """All bytes. Raises ``FileNotFoundError``."""
        with self.open() as content:
            return content.read()

    def read_range(self, start: int, end: int) -> bytes:
        """Bytes ``start`` to ``end``. Raises ``FileNotFoundError``."""

        async def read(files: "fsspec.AbstractFileSystem") -> bytes:
            from azure.core import MatchConditions

            same = {"etag": self._etag, "match_condition": MatchConditions.IfNotModified} if self._is_pinned else {}
            stream = await self._blob(files).download_blob(offset=start, length=end - start, **same)
            return await stream.readall()

        return self._ask(read)

    @property
    def _key(self) -> str:
        return "/".join(self.parts[2:])

    @property
    def _container(self) -> str:
        return self.parts[1].partition("@")[0]

    def _blob(self, files: "fsspec.AbstractFileSystem") -> object:
        return files.service_client.get_blob_client(self._container, self._key)

    def _known(self, blob: object) -> "LakePath":
        # what has no size is the common begin of names; where folders are real, they are empty blobs
        metadata = {name.lower(): value for name, value in (blob.get("metadata") or {}).items()}
        is_dir = blob.get("size") is None or metadata.get("hdi_isfolder") == "true"
        changed = 0 if is_dir else int(blob.last_modified.timestamp())
        size = 0 if is_dir else blob.size
        kind = stat.S_IFDIR if is_dir else stat.S_IFREG
        self._stat = os.stat_result((kind, 0, 0, 1, 0, 0, size, changed, changed, changed))
        self._etag = "" if is_dir else '"' + blob.etag.strip('"') + '"'
        return self

    def _list(self, most: int | None = None) -> list:
        async def listed(files: "fsspec.AbstractFileSystem") -> list:
            box = files.service_client.get_container_client(self._container)
            found = []
            begin = f"{self._key}/" if self._key else None
            async for blob in box.walk_blobs(name_starts_with=begin, include=["metadata"], results_per_page=most):
                found.append(blob)
                if len(found) == most:
                    break
            return found

        return self._ask(listed)

    def _ask(self, question: Callable) -> object:
        from fsspec.asyn import sync

        settings = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("AZURE_")))
        with explained(str(self)):
            files = _accounts[("//".join(self.parts[:2]), os.getpid(), settings)]
            try:
                return sync(files.loop, question, files)
            except Exception as error:
                if getattr(error, "status_code", 0) == 412:
                    raise LakeError(f"{self} changed while it was read. Read it again.") from None
                if getattr(error, "error_code", "") != "BlobNotFound":
                    raise
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self))


class _Content(io.RawIOBase):
    """The bytes of a file, unbuffered."""

    def __init__(self, path: LakePath):
        self.path, self.place, self.size = path, 0, path.stat().st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def readinto(self, buffer: memoryview) -> int:
        begin, end = self.place, min(self.place + len(buffer), self.size)
        while self.place < end:
            content = self.path.read_range(self.place, min(self.place + AHEAD, end))
            place = self.place - begin
            memoryview(buffer)[place : place + len(content)] = content
            self.place += len(content)
        return self.place - begin

    def readall(self) -> bytes:
        return self.read(max(self.size - self.place, 0))
