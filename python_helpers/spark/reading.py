"""What the data sources have in common: tasks, and the rows that a task gives."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Protocol

import pyarrow as pa
from pyspark.sql.datasource import DataSourceReader, DataSourceStreamReader, InputPartition

from python_helpers.bronze.parts import Part
from python_helpers.bronze.stretches import QUARANTINE, WHERE_FROM, arrow_schema, cut, faulty_rows, rows
from python_helpers.export.model import ExportError, without_secrets
from python_helpers.spark.offset import Reading

# Bytes and files of a task.
TASK, MOST_FILES = 1 << 26, 1000
GOOD, FAULTY, FILES = "good", "faulty", "files"
FILE_ROWS = pa.schema(
    [("source_file", pa.string()), ("first_byte", pa.int64()), ("bytes_read", pa.int64()),
     ("bytes_pending", pa.int64()), ("rows_read", pa.int64()), ("widest_row", pa.int64()), ("model_hash", pa.string()),
     ("source_modified_at", WHERE_FROM[2][1])]
)  # fmt: skip


class Source(Protocol):
    """Where readings come from. Offsets are what JSON can hold."""

    def advance(self, start: dict) -> tuple[dict, list[Reading]]:
        """What has come since an offset: the new offset, and what to read."""

    def between(self, start: dict, end: dict) -> list[Reading]:
        """What ``advance`` gave for two offsets, after a stop."""


@dataclass
class Rows:
    """Which rows a reader gives: those that fit their columns, the others, or a row for each part of a file."""

    kind: str

    @classmethod
    def given(cls, options: dict[str, str]) -> "Rows":
        """By the option ``rows``. Raises ``ExportError``."""
        kind = options.get("rows", GOOD)
        if kind not in (GOOD, FAULTY, FILES):
            raise ExportError(f'.option("rows", "{kind}"): it takes {GOOD}, {FAULTY} or {FILES}.')
        return cls(kind)

    def schema(self, columns: list[str]) -> pa.Schema:
        """The columns of the rows, of a table with ``columns``."""
        return {GOOD: arrow_schema(columns), FAULTY: QUARANTINE, FILES: FILE_ROWS}[self.kind]

    def read(self, task: "Task", columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        columns = columns[: columns.index("_rescued_data")] if self.kind == GOOD else columns
        for reading in task.readings:
            part = reading.part
            if self.kind == FILES:
                yield _of_file(reading)
                continue
            for stretch in reading.stretches or cut(part):
                yield from rows(part, stretch, columns) if self.kind == GOOD else faulty_rows(part, stretch)

    def tasks(self, readings: list[Reading]) -> list["Task"]:
        """The readings, in groups of about the same number of bytes."""
        tasks, size = [], TASK
        for reading in readings if self.kind == FILES else _split(readings):
            if size >= TASK or len(tasks[-1].readings) >= MOST_FILES:
                tasks.append(Task([]))
                size = 0
            tasks[-1].readings.append(reading)
            size += reading.size
        return tasks


def log(warnings: list[str]) -> None:
    """Logs what the user should know."""
    for warning in warnings:
        logging.getLogger("synapse_link").warning(without_secrets(warning))


class Task(InputPartition):
    """Files, or stretches of them, that one task reads."""

    def __init__(self, readings: list[Reading]):
        self.readings = readings


class Reader(DataSourceReader):
    """Reads all that there is now."""

    def __init__(self, source: Source, rows: Rows, columns: list[str]):
        self.source, self.rows, self.columns = source, rows, columns

    def partitions(self) -> list[Task]:
        """The tasks."""
        _, readings = self.source.advance({})
        return self.rows.tasks(readings)

    def read(self, partition: Task) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        return self.rows.read(partition, self.columns)


class StreamReader(DataSourceStreamReader):
    """Reads what comes."""

    def __init__(self, source: Source, rows: Rows, columns: list[str]):
        self.source, self.rows, self.columns = source, rows, columns
        self.planned = None

    def initialOffset(self) -> dict:
        """Before the first row."""
        return {}

    def latestOffset(self, start: dict, limit: object) -> dict:  # noqa: ARG002
        """After the last whole record of each file."""
        end, readings = self.source.advance(start)
        self.planned = start, end, readings
        return end

    def partitions(self, start: dict, end: dict) -> list[Task]:
        """The tasks for what came between two offsets."""
        if self.planned and self.planned[:2] == (start, end):
            return self.rows.tasks(self.planned[2])
        return self.rows.tasks(self.source.between(start, end))

    def read(self, partition: Task) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        return self.rows.read(partition, self.columns)

    def __getstate__(self) -> dict:
        return {**self.__dict__, "planned": None}


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


def _of_stretches(part: Part, stretches: list) -> Reading:
    return Reading(replace(part, start=stretches[0].start, end=stretches[-1].end), stretches)


def _of_file(reading: Reading) -> pa.RecordBatch:
    part, last = reading.part, None
    for last in reading.stretches if reading.stretches is not None else cut(part):  # noqa: B007
        pass
    rows_read = last.rows_before + last.rows if last else part.rows_before
    values = [part.label, part.start if part.known else 0, part.end, part.size - part.end, rows_read,
              last.widest if last else part.widest_before, part.model_hash,
              part.modified_at.replace(tzinfo=UTC)]  # fmt: skip
    return pa.record_batch([[value] for value in values], schema=FILE_ROWS)
