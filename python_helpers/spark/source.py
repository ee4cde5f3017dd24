"""The data source ``synapse_link``: the bronze rows of a table, as the local loader has them, in batches and streams.

``spark.read.format("synapse_link").option("table", "contact").load(root)``. Options:

- ``table``: the exported table;
- ``rows``: ``good`` (the default), ``faulty`` for those that fit no columns, with bytes and reason, or ``files`` for
  how far each file has been read;
- ``columns``: columns to have beside those of the export, with commas between; they are NULL until the export has them.

(pyspark.sql.datasource; offsets are those of python_helpers.spark.offset)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, DataSourceStreamReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from python_helpers.bronze.parts import Part
from python_helpers.bronze.stretches import OWN, QUARANTINE, WHERE_FROM, Stretch, arrow_schema, cut, faulty_rows, rows
from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError
from python_helpers.spark.offset import Offset, Reading, advance, between

# Bytes and files of a task.
TASK, MOST_FILES = 1 << 26, 1000
KINDS = ("good", "faulty", "files")
FILES = pa.schema(
    [("source_file", pa.string()), ("bytes_read", pa.int64()), ("bytes_pending", pa.int64()),
     ("source_modified_at", WHERE_FROM[2][1])]
)  # fmt: skip


def register(spark: SparkSession) -> None:
    """Makes the format ``synapse_link`` known to a session."""
    spark.dataSource.register(SynapseLink)


class Task(InputPartition):
    """Files, or stretches of them, that one task reads."""

    def __init__(self, readings: list[Reading]):
        self.readings = readings


class SynapseLink(DataSource):
    """A table of a Synapse Link export. Raises ``ExportError`` when an option or the export is wrong."""

    @classmethod
    def name(cls) -> str:
        """The format's name."""
        return "synapse_link"

    def schema(self) -> StructType:
        """The columns, by what the newest description of the table says."""
        return from_arrow_schema(self.table.schema)

    def reader(self, schema: StructType) -> "Reader":
        """Reads all that there is."""
        return Reader(self.table, schema.names)

    def streamReader(self, schema: StructType) -> "StreamReader":
        """Reads what comes."""
        return StreamReader(self.table, schema.names)

    @property
    def table(self) -> "ExportedTable":
        """The table that the options name."""
        root, table, kind = (self.options.get(name, "") for name in ("path", "table", "rows"))
        if not root or not table:
            raise ExportError('Say which table of which export: .option("table", "contact").load("/folder").')
        if kind and kind not in KINDS:
            raise ExportError(f'.option("rows", "{kind}"): it takes {", ".join(KINDS)}.')
        more = tuple(name.strip() for name in self.options.get("columns", "").split(",") if name.strip())
        return ExportedTable(root, table, kind or KINDS[0], more)


@dataclass(frozen=True)
class ExportedTable:
    """What the options say."""

    root: str
    name: str
    kind: str
    more: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns of its rows."""
        if self.kind != "good":
            return QUARANTINE if self.kind == "faulty" else FILES
        model = Export(self.root).newest_model(self.name)
        if model is None and not self.more:
            raise ExportError(f"{self.root} doesn't describe a table {self.name}.")
        columns = list(model.names) if model else []
        known = {name.lower() for name in columns}
        columns += [name for name in self.more if name.lower() not in known]
        return arrow_schema([name for name in columns if name.lower() not in OWN])

    def tasks(self, readings: list[Reading]) -> list[Task]:
        """The readings, in groups of about the same number of bytes."""
        tasks, size = [], TASK
        for reading in readings if self.kind == "files" else _split(readings):
            if size >= TASK or len(tasks[-1].readings) >= MOST_FILES:
                tasks.append(Task([]))
                size = 0
            tasks[-1].readings.append(reading)
            size += reading.size
        return tasks

    def read(self, task: Task, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        columns = columns[: columns.index("_rescued_data")] if self.kind == "good" else columns
        for reading in task.readings:
            part = reading.part
            if self.kind == "files":
                yield _of_file(part)
                continue
            for stretch in reading.stretches or cut(part):
                yield from rows(part, stretch, columns) if self.kind == "good" else faulty_rows(part, stretch)


def _split(readings: list[Reading]) -> Iterator[Reading]:
    for reading in readings:
        some, size = [], 0
        for stretch in reading.stretches or ():
            some.append(stretch)
            size += stretch.end - stretch.start
            if size >= TASK:
                yield _of_stretches(reading.part, some)
                some, size = [], 0
        if some:
            yield _of_stretches(reading.part, some)
        elif not reading.stretches:
            yield reading


def _of_stretches(part: Part, stretches: list[Stretch]) -> Reading:
    return Reading(replace(part, start=stretches[0].start, end=stretches[-1].end), stretches)


def _of_file(part: Part) -> pa.RecordBatch:
    modified_at = part.modified_at.replace(tzinfo=UTC)
    return pa.record_batch([[part.label], [part.end], [part.size - part.end], [modified_at]], schema=FILES)


class Reader(DataSourceReader):
    """Reads a table as it is now."""

    def __init__(self, table: ExportedTable, columns: list[str]):
        self.table = table
        self.columns = columns

    def partitions(self) -> list[Task]:
        """The tasks."""
        _, readings = advance(Export(self.table.root), self.table.name, Offset())
        return self.table.tasks(readings)

    def read(self, partition: Task) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        return self.table.read(partition, self.columns)


class StreamReader(DataSourceStreamReader):
    """Reads what comes to a table."""

    def __init__(self, table: ExportedTable, columns: list[str]):
        self.table = table
        self.columns = columns
        self.planned = None

    def initialOffset(self) -> dict:
        """Before the first row."""
        return Offset().as_dict()

    def latestOffset(self, start: dict, limit: object) -> dict:  # noqa: ARG002
        """After the last whole record of each file that is at rest or only grows."""
        begun = Offset(**start)
        end, readings = advance(Export(self.table.root, begun), self.table.name, begun)
        self.planned = start, end.as_dict(), readings
        return end.as_dict()

    def partitions(self, start: dict, end: dict) -> list[Task]:
        """The tasks for what came between two offsets."""
        if self.planned and self.planned[:2] == (start, end):
            return self.table.tasks(self.planned[2])
        after = Offset(**end)
        return self.table.tasks(between(Export(self.table.root, after), self.table.name, Offset(**start), after))

    def read(self, partition: Task) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        return self.table.read(partition, self.columns)

    def __getstate__(self) -> dict:
        return {**self.__dict__, "planned": None}
