"""The data source synapse_link against the loader's specification, ``interpreter.py``, and in Spark itself."""

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.errors import StreamingQueryException
from support.histories import Classic, FinanceOperations, Incremental, histories
from support.interpreter import Bronze
from support.lake import write
from support.offline import ROOT

from python_helpers.export.model import ExportError
from python_helpers.spark.offset import Offset
from python_helpers.spark.reading import StreamReader
from python_helpers.spark.source import SynapseLink, register

LAYOUTS = {
    "append-only": (Classic, "dim"),
    "incremental": (Incremental, "dim"),
    "Finance & Operations": (FinanceOperations, "dim"),
}
some = settings(
    phases=[Phase.generate],
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Stream:
    """What a stream has brought, with a restart from its checkpoint before each batch."""

    def __init__(self, root: Path, table: str = "dim"):
        self.root, self.table, self.offset = root, table, {table: {}}
        self.rows: list[tuple] = []
        self.quarantine: set[tuple] = set()

    def step(self) -> None:
        start = json.loads(json.dumps(self.offset))
        found = {}
        for kind in ("good", "log"):
            source = SynapseLink({"path": str(self.root), "table": self.table, "rows": kind})
            try:
                reader = source.streamReader(source.schema())
                end = reader.latestOffset(start, None)
            except ExportError as error:
                assert "doesn't describe" in str(error)
                return
            again = source.streamReader(source.schema())
            planned = rows_of(again, reader.partitions(start, end))
            after_a_stop = again.partitions(start, json.loads(json.dumps(end)))
            found[kind] = list(planned)
            assert found[kind] == list(rows_of(again, after_a_stop))
        begun = {row["source_file"] for row in found["log"] if row["first_byte"] == 0 and not row["reason"]}
        self.quarantine = {entry for entry in self.quarantine if entry[0] not in begun}
        faulty = [row for row in found["log"] if row["reason"]]
        self.quarantine |= {(row["source_file"], row["first_byte"], row["last_byte"]) for row in faulty}
        self.rows += map(plain, found["good"])
        self.offset = end


def rows_of(reader: StreamReader, tasks: list) -> Iterator[dict]:
    return (row for task in tasks for batch in reader.read(task) for row in batch.to_pylist())


def plain(row: dict) -> tuple:
    values = {name.lower(): value for name, value in row.items() if value is not None and not name.startswith("_")}
    values |= {name.lower(): value for name, value in json.loads(row["_rescued_data"] or "{}").items()}
    return frozenset(values.items()), row["_source_file"], row["_source_row"]


@pytest.mark.parametrize("layout", LAYOUTS)
@some
@given(data=st.data())
def test_a_stream_matches_the_specification(layout, data):
    expected = Bronze("dim")
    with tempfile.TemporaryDirectory() as folder:
        stream = Stream(Path(folder))
        for state in data.draw(histories(LAYOUTS[layout])):
            write(state, Path(folder))
            expected.load(state)
            stream.step()
            rows = Counter((row.values, row.file, row.number) for row in expected.rows if row.file)
            assert Counter(stream.rows) == rows
            assert stream.quarantine == expected.quarantine


def incremental_folder(root: Path, begun: datetime, *ids: str) -> Path:
    folder = root / begun.strftime("%Y-%m-%dT%H.%M.%SZ")
    (folder / "dim").mkdir(parents=True)
    (folder / "dim" / "1.csv").write_text("".join(f"{key},False\n" for key in ids))
    columns = [{"name": name} for name in ("Id", "IsDelete")]
    (folder / "model.json").write_text(json.dumps({"entities": [{"name": "dim", "attributes": columns}]}))
    return folder


def test_folders_that_were_read_are_neither_looked_at_nor_remembered(tmp_path, monkeypatch):
    begun = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * number) for number in range(100_000)]
    old = [time.strftime("%Y-%m-%dT%H.%M.%SZ") for time in begun]
    for name in old:
        (tmp_path / name).mkdir()
    new = [incremental_folder(tmp_path, datetime(2026, 1, day, tzinfo=UTC), "a", "b") for day in range(1, 11)]
    looked_at = []
    for module, name in ((os, "scandir"), (Path, "open"), (Path, "stat")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda path, *more, real=real, **named: looked_at.append(str(path)) or
                            real(path, *more, **named))  # fmt: skip
    source = SynapseLink({"path": str(tmp_path), "table": "dim"})
    end, readings = source.advance({"dim": Offset(folder=old[-1]).as_dict()})
    assert [reading.part.label for reading in readings] == [f"{folder.name}/dim/1.csv" for folder in new]
    known = set(old)
    assert not [path for path in looked_at if known & set(Path(path).parts)]
    # its own listing, its model.json and the listing of the table; the files themselves are read
    folders = [path for path in looked_at if not path.endswith(".csv") and path != str(tmp_path)]
    counts = Counter(re.search(r"2026-01-\d\d", path)[0] for path in folders if "/2026-01" in path)
    assert set(counts.values()) == {3}
    assert end["dim"]["recent"] == [folder.name for folder in new]

    # an hour later
    monkeypatch.setattr("python_helpers.spark.offset.SETTLED", timedelta(0))
    end, readings = source.advance(end)
    assert readings == []
    assert (end["dim"]["recent"], end["dim"]["files"]) == ([], {})
    assert len(json.dumps(end)) < 300


@pytest.mark.parametrize(("options", "said"), [
    ({"path": "x"}, "Say which table of which export"),
    ({"path": "x", "table": "dim", "rows": "bad"}, "it takes good, log or copy"),
    ({"path": "abfss://c@a.example.com/?sig=SECRET", "table": "dim"}, "is followed by a query, or holds a key"),
    ({"path": "{0}", "table": "leed"}, "doesn't describe a table leed"),
])  # fmt: skip
def test_a_wrong_option_is_one_message_without_secrets(tmp_path, options, said):
    incremental_folder(tmp_path, datetime(2026, 1, 1, tzinfo=UTC), "a")
    with pytest.raises(ExportError, match=re.escape(said)) as raised:
        SynapseLink({name: value.format(tmp_path) for name, value in options.items()}).schema()
    assert "SECRET" not in str(raised.value)


def test_what_comes_late_into_a_recent_folder_is_read(tmp_path):
    folder = incremental_folder(tmp_path, datetime(2026, 1, 1, tzinfo=UTC), "a")
    stream = Stream(tmp_path)
    stream.step()
    with (folder / "dim" / "1.csv").open("a") as file:
        file.write("b,False\nc,Fal")
    (folder / "dim" / "2.csv").write_text("d,False\n")
    stream.step()
    stream.step()
    assert sorted(dict(values)["id"] for values, _, _ in stream.rows) == ["a", "b", "d"]


def test_a_batch_that_was_stopped_brings_each_row_once(spark, tmp_path):
    register(spark.session)
    root, checkpoint = tmp_path / "export", tmp_path / "checkpoint"
    incremental_folder(root, datetime(2026, 1, 1, tzinfo=UTC), "a", "b")
    seen, stops = [], [1]

    def take(batch, number):
        rows = [row.Id for row in batch.select("Id").collect()]
        if number in stops:
            stops.remove(number)
            raise RuntimeError("stopped")
        seen.append(rows)

    def run():
        rows = spark.session.readStream.format("synapse_link").option("table", "dim").load(str(root))
        writer = rows.writeStream.foreachBatch(take).option("checkpointLocation", str(checkpoint))
        writer.trigger(availableNow=True).start().awaitTermination()

    run()
    with (incremental_folder(root, datetime(2026, 1, 2, tzinfo=UTC), "c") / "dim" / "1.csv").open("a") as file:
        file.write("torn,Fal")
    with pytest.raises(StreamingQueryException):
        run()
    # what comes in between is of the next batch
    incremental_folder(root, datetime(2026, 1, 3, tzinfo=UTC), "d")
    run()
    run()
    assert list(map(sorted, filter(None, seen))) == [["a", "b"], ["c"], ["d"]]


def test_the_page_reads_the_sample(spark, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "spark.md").read_text(), re.S)
    names = {"spark": spark.session}
    for block in blocks:
        exec(block.replace(".local/checkpoints", str(tmp_path)), names)
    assert "fullname" in capsys.readouterr().out
    assert names["contacts"].count() == spark.session.table("contact_changes").count() > 100
