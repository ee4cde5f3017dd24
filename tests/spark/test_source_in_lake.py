"""The data source synapse_link reads from a lake what it reads from a folder, also in Spark's workers."""

import json
import pickle
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark import cloudpickle
from pyspark.errors import PySparkException
from support.storage import ACCOUNT, KEY, connection, start

from python_helpers.export import lake
from python_helpers.export.model import ExportError
from python_helpers.spark.finance import FinanceFiles
from python_helpers.spark.flows import send_by_value
from python_helpers.spark.offset import STATE
from python_helpers.spark.source import SynapseLink, register

CONNECTION = "AZURE_STORAGE_CONNECTION_STRING"
COLUMNS = ("Id", "name", "IsDelete")
LAYOUTS = {"classic": "", "incremental": "2026-01-01T00.00.00Z/"}


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


@pytest.fixture
def session(spark, box, port):  # noqa: ARG001
    """A session whose workers have the environment that a cluster's would have."""
    spark.session.sparkContext.environment[CONNECTION] = connection(port)
    register(spark.session)
    yield spark.session
    del spark.session.sparkContext.environment[CONNECTION]


def put(box: str, name: str, text: str) -> None:
    files, path = lake.filesystem(box)
    files.pipe_file(f"{path}/export/{name}", text.encode())


def put_export(box: str, folder: str, text: str = 'a,"x, y",False\nb,,False\ntoo,many,False,4\nc,"z\nz",True\n') -> str:
    """An export of one table with one file; its address."""
    put(box, f"{folder}dim/1.csv", text)
    entity = {"name": "dim", "attributes": [{"name": name} for name in COLUMNS]}
    put(box, f"{folder}model.json", json.dumps({"entities": [entity]}))
    return f"{box}/export"


def step(root: str, start: dict, rows: str = "good") -> tuple[dict, list[dict]]:
    """The new offset and the rows of a batch, whose plan and tasks are sent between processes."""
    source = SynapseLink({"path": root, "table": "dim", "rows": rows})
    reader = source.streamReader(source.schema())
    end = reader.latestOffset(start, None)
    sent = [pickle.loads(pickle.dumps(task)) for task in reader.partitions(start, end)]
    after_a_stop = source.streamReader(source.schema()).partitions(start, json.loads(json.dumps(end)))
    found, again = (
        [row for task in tasks for batch in reader.read(task) for row in batch.to_pylist()]
        for tasks in (sent, after_a_stop)
    )
    assert found == again
    return end, found


def without_time_of_copy(offset: dict) -> dict:
    """A file's changed_at is, in a folder, also the time when it was copied there."""
    files = offset["dim"]["files"]
    for state in files.values():
        state[STATE.index("source_changed_at")] = ""
    return offset


@pytest.mark.parametrize("folder", LAYOUTS.values(), ids=LAYOUTS)
def test_rows_and_offsets_are_those_of_a_folder(box, folder):
    root = put_export(box, folder)
    both = [(root, {"dim": {}}), (lake.copied(root), {"dim": {}})]
    counts = []
    for more in ("", "d,w,False\ne", "d,w,False\ne,v,True\n"):
        if more:
            put(box, f"{folder}dim/1.csv", 'a,"x, y",False\nb,,False\ntoo,many,False,4\nc,"z\nz",True\n' + more)
            lake.copied(root)
        logged = [step(place, start, "log")[1] for place, start in both]
        assert logged[0] == logged[1]
        found = [step(place, start) for place, start in both]
        assert found[0][1] == found[1][1]
        both = [(place, end) for (place, _), (end, _) in zip(both, found, strict=True)]
        assert without_time_of_copy(json.loads(json.dumps(both[0][1]))) == without_time_of_copy(
            json.loads(json.dumps(both[1][1]))
        )
        counts.append(len(found[0][1]))
    assert counts == [3, 1, 1]
    assert "devstoreaccount1" not in json.dumps(both[0][1])


def test_finance_files_in_a_lake_are_refused():
    with pytest.raises(ExportError, match="Use a volume") as raised:
        FinanceFiles({"path": "az://box/finance/*.csv?sig=SECRET", "columns": "cid"}).advance({})
    assert "SECRET" not in str(raised.value)


def test_what_is_sent_to_workers_holds_no_secret(box):
    root = put_export(box, "")
    source = SynapseLink({"path": root, "table": "dim"})
    reader = source.reader(source.schema())
    everything = source, reader, reader.partitions()
    send_by_value()
    # also with the code, for workers that don't have the project
    for sent in (pickle.dumps(everything), cloudpickle.dumps(everything)):
        assert b"1.csv" in sent
        assert KEY.encode() not in sent
        assert b"AccountKey" not in sent


def test_a_file_that_is_rewritten_while_it_is_read_gives_no_rows(box, caplog):
    root = put_export(box, "", "a,x,False\n")
    source = SynapseLink({"path": root, "table": "dim"})
    reader = source.streamReader(source.schema())
    start = {"dim": {}}
    end = reader.latestOffset(start, None)
    planned = reader.partitions(start, end)
    # what is appended belongs to the next batch
    put(box, "dim/1.csv", "a,x,False\nb,y,False\n")
    assert [batch.num_rows for batch in reader.read(planned[0])] == [1]
    put(box, "dim/1.csv", "c,z,False\nd,z,False\n")
    with pytest.raises(ExportError, match="was rewritten while it was read"):
        list(reader.read(planned[0]))
    assert source.streamReader(source.schema()).partitions(start, json.loads(json.dumps(end))) == []
    assert "the next batch reads it from its start" in caplog.text
    _, rows = step(root, end)
    assert [row["Id"] for row in rows] == ["c", "d"]


def test_a_file_at_rest_is_read_as_it_was_planned(box, monkeypatch):
    root = put_export(box, LAYOUTS["incremental"], "a,x,False\n")
    # later than an hour after its last change
    monkeypatch.setattr("python_helpers.spark.offset._at_rest", lambda _, table: set(table.folders))
    source = SynapseLink({"path": root, "table": "dim"})
    reader = source.reader(source.schema())
    (task,) = reader.partitions()
    assert [batch.num_rows for batch in reader.read(task)] == [1]
    put(box, f"{LAYOUTS['incremental']}dim/1.csv", "b,x,False\n")
    with pytest.raises(ExportError, match="changed while it was read"):
        list(reader.read(task))


@pytest.mark.parametrize("folder", LAYOUTS.values(), ids=LAYOUTS)
def test_spark_reads_a_lake(session, box, folder):
    root = put_export(box, folder)
    reader = session.read.format("synapse_link").option("table", "dim")
    found, expected = reader.load(root), reader.load(lake.copied(root))
    assert found.schema == expected.schema
    assert found.collect() == expected.collect()
    assert found.count() == 3


def test_a_stream_from_a_lake(session, box, tmp_path):
    root, batches = put_export(box, "", "a,x,False\n"), []

    def run() -> None:
        rows = session.readStream.format("synapse_link").option("table", "dim").load(root)
        writer = rows.writeStream.option("checkpointLocation", str(tmp_path / "checkpoint"))
        add = writer.foreachBatch(lambda batch, _: batches.append([row.Id for row in batch.collect()]))
        add.trigger(availableNow=True).start().awaitTermination()

    run()
    put(box, "dim/1.csv", "a,x,False\nb,y,False\n")
    put(box, "dim/2.csv", "c,y,False\n")
    run()
    assert list(map(sorted, filter(None, batches))) == [["a"], ["b", "c"]]
    kept = [path.read_bytes() for path in Path(tmp_path / "checkpoint").rglob("*") if path.is_file()]
    assert not [content for content in kept if KEY.encode() in content]


@pytest.mark.parametrize(("address", "key", "said"), [
    ("abfss://missing@devstoreaccount1.dfs.core.windows.net/export", KEY, "The container doesn't exist"),
    ("{box}/export", f"AAAA{KEY[4:]}", "Access is refused"),
])  # fmt: skip
def test_an_error_in_spark_names_the_fault_and_no_secret(spark, box, port, address, key, said):
    spark.session.sparkContext.environment[CONNECTION] = connection(port, key)
    register(spark.session)
    with pytest.raises(PySparkException, match=said) as raised:
        spark.session.read.format("synapse_link").option("table", "dim").load(address.format(box=box)).collect()
    del spark.session.sparkContext.environment[CONNECTION]
    assert key not in str(raised.value)
