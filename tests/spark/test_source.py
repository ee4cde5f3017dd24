"""The data source synapse_link against the loader's specification, ``interpreter.py``, and in Spark itself."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.histories import Classic, FinanceOperations, Incremental, histories
from support.interpreter import Bronze
from support.lake import write

from python_helpers.export.model import ExportError
from python_helpers.spark.reading import StreamReader
from python_helpers.spark.source import SynapseLink

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
