"""Paths in a lake, on a real storage server: as pathlib's on the same files, but for what a lake lacks."""

import os
import pickle
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from azure.storage.blob import BlobServiceClient
from support.storage import ACCOUNT, KEY, connection, start

from python_helpers.export import lake
from python_helpers.export.lake import LakeError
from python_helpers.export.lake_path import AHEAD, LakePath
from python_helpers.export.layouts import Export

CONNECTION = "AZURE_STORAGE_CONNECTION_STRING"
TIME = "2026-01-01T00.00.00Z"
MODEL = '{"entities": [{"name": "dim", "attributes": [{"name": "Id"}, {"name": "IsDelete"}]}]}'
EXPORT = {
    "model.json": MODEL,
    "dim/2025.csv": "a,False\n",
    "dim/2026.csv": "b,False\n",
    "dimension/2026.csv": "c,False\n",
    f"{TIME}/model.json": MODEL,
    f"{TIME}/dim/1.csv": "d,False\n",
    "OptionsetMetadata/OptionsetMetadata.csv": "dim,x,1\n",
    "Changelog/changelog.info": "",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server, port = start()
    yield port
    server.terminate()
    server.wait()


@pytest.fixture
def box(port, tmp_path, monkeypatch) -> str:
    """The address of an empty container; copies of what is read go into the test's folder."""
    monkeypatch.setenv(CONNECTION, connection(port))
    monkeypatch.setenv("C360_DUCKDB", str(tmp_path / "customer360.duckdb"))
    name = f"box{time.time_ns()}"
    files, path = lake.filesystem(f"az://{name}")
    files.mkdir(path)
    return f"abfss://{name}@{ACCOUNT}.dfs.core.windows.net"


def put(address: str, name: str, content: str | bytes) -> None:
    files, path = lake.filesystem(address)
    files.pipe_file(f"{path}/{name}", content.encode() if isinstance(content, str) else content)


def tree(path: Path | LakePath, root: Path | LakePath) -> dict[str, tuple]:
    """The kind, size and time of all that lies in a folder."""
    found = {}
    for inside in path.iterdir():
        label = inside.relative_to(root).as_posix()
        if inside.is_dir():
            found |= {label: ("folder",)} | tree(inside, root)
        elif inside.is_file():
            found[label] = inside.stat().st_size, inside.stat().st_mtime
    return found


def test_a_lake_lists_what_a_folder_lists_with_one_call_each(box, monkeypatch):
    for name, text in EXPORT.items():
        put(box, f"export/{name}", text)
    copy = Path(lake.copied(f"{box}/export"))
    listed = []
    real = LakePath._ask
    monkeypatch.setattr(LakePath, "_ask", lambda path, question: listed.append(str(path)) or real(path, question))
    root = LakePath.at(f"{box}/export")
    assert tree(root, root) == tree(copy, copy)
    assert set(Counter(listed).values()) == {1}
    assert len(listed) == 1 + sum(path.is_dir() for path in copy.rglob("*"))


def test_an_export_in_a_lake_is_the_export_in_a_folder(box):
    for name, text in EXPORT.items():
        put(box, f"export/{name}", text)
    exports = Export(LakePath.at(f"{box}/export")), Export(lake.copied(f"{box}/export"))
    found = [export.table("dim") for export in exports]
    assert found[0].files[0].path.parts[0] == "abfss:"
    contents = [[(file.label, file.model.names, file.path.read_bytes()) for file in table.files] for table in found]
    assert contents[0] == contents[1]
    assert len(contents[0]) == 3
    names = [export.metadata_files("OptionsetMetadata") for export in exports]
    assert [file.name for file in names[0]] == [file.name for file in names[1]] == ["OptionsetMetadata.csv"]
    assert exports[0].warnings == exports[1].warnings


def test_any_range_is_read(box):
    random = Random(1)
    content = random.randbytes(2 * AHEAD + 1000)
    put(box, "a.csv", content)
    path = LakePath.at(f"{box}/a.csv")
    assert path.read_bytes() == content
    for buffering in (AHEAD, 0):
        with path.open("rb", buffering) as file:
            for _ in range(10):
                start, size = random.randrange(len(content)), random.choice([1, 1000, AHEAD + 7, 3 * AHEAD])
                file.seek(start)
                assert file.read(size) == content[start : start + size]
            assert file.seek(0, os.SEEK_END) == len(content)
            assert file.read(1) == b""


def test_what_is_appended_after_the_listing_is_not_read(box):
    put(box, "export/a.csv", "a")
    (path,) = LakePath.at(f"{box}/export").iterdir()
    put(box, "export/a.csv", "ab")
    assert path.read_bytes() == b"a"
    with pytest.raises(LakeError, match=r"a\.csv changed while it was read"):
        path.pinned().read_bytes()


def test_folders_that_are_blobs_are_folders(box):
    """As an account with a hierarchy of folders has them."""
    with BlobServiceClient.from_connection_string(os.environ[CONNECTION]) as service:
        container = service.get_container_client(LakePath(box).parts[1].partition("@")[0])
        for name, mark in (("dim", "hdi_isfolder"), ("empty", "Hdi_isfolder")):
            container.upload_blob(f"export/{name}", b"", metadata={mark: "true"})
    put(box, "export/dim/1.csv", "a")
    root = LakePath.at(f"{box}/export")
    assert tree(root, root).keys() == {"dim", "empty", "dim/1.csv"}
    for folder in (root, root / "dim", root / "dim" / ""):
        assert folder.is_dir()
        assert not folder.is_file()
    assert not (root / "di").is_dir()


def test_a_pickled_path_holds_what_was_listed_and_no_secret(box, monkeypatch):
    put(box, "export/a.csv", "a")
    (path,) = LakePath.at(f"{box}/export").iterdir()
    assert path.read_bytes() == b"a"
    pickled = pickle.dumps(path.pinned())
    assert KEY.encode() not in pickled
    assert b"AccountKey" not in pickled
    again = pickle.loads(pickled)
    assert (again, hash(again), str(again)) == (path, hash(path), str(path))
    assert again.read_bytes() == b"a"
    monkeypatch.setattr(LakePath, "_ask", None)
    assert again.stat() == path.stat()


def test_errors_name_the_fault_and_no_secret(box, port, monkeypatch):
    put(box, "export/a.csv", "a")
    with pytest.raises(FileNotFoundError):
        LakePath.at(f"{box}/export/b.csv").read_bytes()
    with pytest.raises(LakeError, match="The container doesn't exist"):
        Export(LakePath.at("az://missing/export"))
    with pytest.raises(LakeError, match="The container doesn't exist"):
        LakePath.at("az://missing/export/a.csv").is_file()
    for wrong in ("https://account.blob.core.windows.net/box", f"{box}/export?sig=SECRET", "s3://bucket/export"):
        with pytest.raises(LakeError, match=r"is followed by a query|is no address") as raised:
            LakePath.at(wrong)
        assert "SECRET" not in str(raised.value)
    wrong_key = f"AAAA{KEY[4:]}"
    monkeypatch.setenv(CONNECTION, connection(port, wrong_key))
    with pytest.raises(LakeError, match="Access is refused") as raised:
        Export(LakePath.at(f"{box}/export"))
    assert wrong_key not in str(raised.value)
