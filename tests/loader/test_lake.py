"""A lake on a real storage server: the export is read from it, the hand-over written to it, even when it fails."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable
from support.project import Project, record
from support.storage import ACCOUNT, KEY, Way, connection, free_port, start

from python_helpers.export import lake
from python_helpers.export.lake import Folder
from python_helpers.handover.check import check_folder
from python_helpers.handover.write import HandoverError, hand_over, write_containers

NOW = datetime(2026, 11, 21, 20, 55, tzinfo=UTC)
CONNECTION = "AZURE_STORAGE_CONNECTION_STRING"


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
    address = f"az://box{time.time_ns()}"
    files, path = lake.filesystem(address)
    files.mkdir(path)
    return address


@pytest.fixture
def database():
    with duckdb.connect() as database:
        yield database


def give(database: duckdb.DuckDBPyConnection, *keys: str) -> None:
    """Makes two tables to hand over, with these customers."""
    database.execute("create schema if not exists handover")
    rows = ", ".join(f"('{key}')" for key in keys)
    for table in ("Customer", "CustomerSegment"):
        database.execute(
            f"create or replace table handover.{table} as "
            f"select *, timestamp '2026-01-02' as seen_at from (values {rows}) as v (customer_id)"
        )


def put(address: str, name: str, text: str) -> None:
    files, path = lake.filesystem(address)
    files.pipe_file(f"{path}/{name}", text.encode())


def texts(folder: str | Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in Path(folder).rglob("*") if path.is_file()}


def customers(address: str) -> list[set[str]]:
    """The keys in each Delta table and in each table of the manifest, once the check has passed."""
    found = []
    for form in ("delta", "cdm"):
        folder = Folder(f"{address}/handover/{form}")
        check = check_folder(folder, {"CustomerSegment": "customer_id"}, NOW)
        assert check.violations == []
        if form == "delta":
            for table in check.tables:
                scanned = DeltaTable(folder.address(table), storage_options=folder.options).scan()
                found.append(duckdb.from_arrow(scanned).select("customer_id").fetchall())
        else:
            for entity in json.loads(folder.read("default.manifest.cdm.json"))["entities"]:
                rows = check.database.read_parquet(folder.address(entity["dataPartitions"][0]["location"]))
                found.append(rows.select("customer_id").fetchall())
    return [{key for (key,) in rows} for rows in found]


def test_only_what_is_new_is_copied(box):
    for name, text in {"model.json": "{}", "contact/2025.csv": "1", "contact/2026.csv": "2"}.items():
        put(box, f"export/{name}", text)
    copy = Path(lake.copied(f"{box}/export"))
    assert texts(copy) == {"model.json": "{}", "contact/2025.csv": "1", "contact/2026.csv": "2"}
    files, path = lake.filesystem(f"{box}/export/contact/2025.csv")
    assert copy.joinpath("contact/2025.csv").stat().st_mtime == int(files.info(path)["last_modified"].timestamp())
    before = {file: file.stat().st_ino for file in copy.rglob("*")}
    put(box, "export/contact/2026.csv", "2\n3")
    put(box, "export/lead/2026.csv", "4")
    files.rm_file(path)
    assert lake.copied(f"{box}/export") == str(copy)
    assert texts(copy) == {"model.json": "{}", "contact/2026.csv": "2\n3", "lead/2026.csv": "4"}
    assert (copy / "model.json").stat().st_ino == before[copy / "model.json"]


def test_a_lake_is_the_same_under_its_other_address(box):
    put(box, "export/model.json", "{}")
    name = box.removeprefix("az://")
    copy = lake.copied(f"abfss://{name}@{ACCOUNT}.dfs.core.windows.net/export")
    assert texts(copy) == {"model.json": "{}"}


@pytest.mark.parametrize(
    ("address", "found"),
    [("finance/a.csv", ["a.csv"]), ("finance/*.csv", ["a.csv", "b.csv"]), ("**/*.csv", ["a.csv", "b.csv", "c.csv"])],
)
def test_files_and_globs(box, address, found):
    for name in ("finance/a.csv", "finance/b.csv", "finance/b.txt", "other/c.csv"):
        put(box, name, name)
    path = lake.copied(f"{box}/{address}")
    assert path.endswith(address.rpartition("/")[2])
    files = lake.copy_of(f"{box}/{address}".split("/*")[0].split("/a.csv")[0]).rglob("*.csv")
    assert sorted(file.name for file in files) == found


def test_a_build_reads_from_a_lake(box, project: Project, tmp_path):
    project.write_export(**{"2021": record(Id="a", crc33_cid="C1", crc33_name="Ann", versionnumber=1)})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    files, root = lake.filesystem(box)
    files.put(str(project.export), f"{root}/export", recursive=True)
    files.put_file(str(project.finance), f"{root}/finance/2026.csv")
    addresses = {"C360_EXPORT": f"{box}/export", "C360_FINANCE": f"{box}/finance/*.csv"}
    (tmp_path / "lake-built").mkdir()
    of_lake = Project(tmp_path / "lake-built", environment=addresses)
    of_lake.build("--select", "+customer_current", "+customer_finance_current")
    project.append("2021", record(Id="b", crc33_cid="C2", crc33_name="Bob", versionnumber=1))
    files.put_file(str(project.export / "crc33_customer" / "2021.csv"), f"{root}/export/crc33_customer/2021.csv")
    of_lake.build("--select", "+customer_current", "+customer_finance_current")
    assert of_lake.query("select full_name from silver.customer_current order by all") == [("Ann",), ("Bob",)]
    assert of_lake.query("select cid, income from silver.customer_finance_current") == [("C1", 1)]
    loads = "select source_file, bytes_loaded from bronze.load_state where table_name = 'crc33_customer'"
    assert of_lake.query(loads) == [
        ("crc33_customer/2021.csv", (project.export / "crc33_customer/2021.csv").stat().st_size)
    ]


def test_files_that_announce_others_are_recognized():
    """Such a file waits until a second listing of the export has it."""
    assert lake.announces("2026-01-31T06.15.00Z/model.json")
    assert lake.announces("deltalake/contact_partitioned/_delta_log/00000000000000000001.json")
    for name in (
        "model.json",
        "contact/2026.csv",
        "2026-01-31T06.15.00Z/contact/2026.csv",
        "deltalake/t/part-0.parquet",
    ):
        assert not lake.announces(name)


def test_a_hand_over_to_a_lake(box, database):
    give(database, "a", "b")
    hand_over(database, box, NOW)
    give(database, "b", "c")
    hand_over(database, box, NOW + timedelta(hours=1))
    assert customers(box) == [{"b", "c"}] * 4
    files, root = lake.filesystem(box)
    before = files.find(root, detail=True)
    hand_over(database, box, NOW + timedelta(hours=2))
    after = files.find(root, detail=True)
    assert {name: info["etag"] for name, info in after.items()} == {name: info["etag"] for name, info in before.items()}


def test_containers_in_a_lake(box, database):
    database.execute("create schema gold; create table gold.customers as select 1 as n")
    name = box.removeprefix("az://")
    files, _ = lake.filesystem(box)
    for layer in ("bronze", "silver", "gold"):
        files.mkdir(f"{name}{layer}")
    assert write_containers(database, f"az://{name}{{layer}}/c360") == {"bronze": 0, "silver": 0, "gold": 1}
    assert files.find(f"{name}gold") == [f"{name}gold/c360/customers/part-0.parquet"]


def test_a_slow_lake_works_too(box, database, port, monkeypatch):
    put(box, "export/model.json", "{}")
    give(database, "a")
    with Way(port, delay=0.05) as slow:
        monkeypatch.setenv(CONNECTION, connection(slow.port))
        assert texts(lake.copied(f"{box}/export")) == {"model.json": "{}"}
        hand_over(database, box, NOW)
    monkeypatch.setenv(CONNECTION, connection(port))
    assert customers(box) == [{"a"}] * 4


@pytest.mark.parametrize("good", [0, 1, 3, 5, 7, 9, 11, 12, 13])
def test_a_failing_lake_never_holds_half_a_hand_over(box, database, port, monkeypatch, good):
    """Access ends after ``good`` writes: each table is then old or new, and so is the manifest as a whole."""
    give(database, "a", "b")
    hand_over(database, box, NOW)
    give(database, "b", "c")
    with Way(port, good=good, refuses=True) as way:
        monkeypatch.setenv(CONNECTION, connection(way.port))
        if good < 13:
            with pytest.raises(HandoverError, match=r"Access is refused: check AZURE_STORAGE.*What was there before"):
                hand_over(database, box, NOW + timedelta(hours=1))
        else:
            hand_over(database, box, NOW + timedelta(hours=1))
    monkeypatch.setenv(CONNECTION, connection(port))
    found = customers(box)
    assert all(keys in ({"a", "b"}, {"b", "c"}) for keys in found)
    assert found[2] == found[3] == ({"b", "c"} if good == 13 else {"a", "b"})
    hand_over(database, box, NOW + timedelta(hours=1))
    assert customers(box) == [{"b", "c"}] * 4


def test_cut_connections_are_reported(box, database, port, monkeypatch):
    give(database, "a")
    with Way(port, good=0) as way:
        monkeypatch.setenv(CONNECTION, connection(way.port))
        with pytest.raises(
            HandoverError, match=r"Try again\. The server says: .+ What was there before is still there"
        ):
            hand_over(database, box, NOW)


def test_an_interrupted_copy_resumes(box, port, monkeypatch):
    for number in range(6):
        put(box, f"export/contact/{number}.csv", "1")
    put(box, "export/model.json", "{}")
    with Way(port, good=8, refuses=True, reads_too=True) as way:
        monkeypatch.setenv(CONNECTION, connection(way.port))
        with pytest.raises(lake.LakeError, match="Access is refused"):
            lake.copied(f"{box}/export")
    copy = lake.copy_of(f"{box}/export")
    some = texts(copy)
    assert 0 < len(some) < 7
    monkeypatch.setenv(CONNECTION, connection(port))
    assert len(texts(lake.copied(f"{box}/export"))) == 7
    assert not list(copy.parent.glob("*.copying"))


def test_errors_name_the_fault(box, database, port, monkeypatch, tmp_path):
    give(database, "a")
    with pytest.raises(lake.LakeError, match="It isn't there"):
        lake.copied(f"{box}/nothing")
    with pytest.raises(HandoverError, match="The container doesn't exist"):
        hand_over(database, "az://missing", NOW)
    for address in ("s3://bucket/export", "https://account.blob.core.windows.net/box", "az://"):
        with pytest.raises(lake.LakeError, match="is no address of a lake"):
            lake.copied(address)
    monkeypatch.setenv(CONNECTION, connection(port, f"AAAA{KEY[4:]}"))
    with pytest.raises(HandoverError, match="Access is refused"):
        hand_over(database, box, NOW)
    (tmp_path / "refused").mkdir()
    project = Project(tmp_path / "refused", environment={"C360_EXPORT": f"{box}/export"})
    shown = project.printed("build", "--select", "stg_dataverse__customer")
    assert shown.returncode != 0
    assert "Nothing was built, and what was built before is unchanged." in shown.stdout
    assert "Access is refused" in shown.stdout
    assert "Traceback" not in shown.stdout


def test_not_every_number_is_a_status():
    said = "Error performing PUT http://127.0.0.1:403/box/401.csv in 401.387506ms, after 3 retries"
    assert lake.explain(OSError(said)).startswith("Try again.")
    for refused in ("Client error with status 403 Forbidden", "status 401 Unauthorized", "NoAuthenticationInformation"):
        assert lake.explain(OSError(f"{said}: {refused}")).startswith("Access is refused")


def test_a_missing_server_is_reported(database, monkeypatch):
    monkeypatch.setenv(CONNECTION, connection(free_port()))
    give(database, "a")
    with pytest.raises(HandoverError, match=r"Try again\. The server says"):
        hand_over(database, "az://box/out", NOW)


def test_without_adlfs_the_error_names_it():
    given = "import sys; sys.modules['adlfs'] = None; from python_helpers.export import lake; lake.filesystem('az://box/export')"
    shown = subprocess.run([sys.executable, "-c", given], capture_output=True, text=True, check=False)
    assert "LakeError: A lake needs the library adlfs: .venv/bin/pip install" in shown.stderr
