"""What the data sources have in common: tasks, and the rows that a task gives."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from pyspark.sql.datasource import DataSourceReader, DataSourceStreamReader, InputPartition

from python_helpers.bronze import stretches
from python_helpers.bronze.parts import Part, is_continued, stat
from python_helpers.bronze.stretches import Stretch, arrow_schema
from python_helpers.export.model import ExportError, without_secrets

# Bytes and files of a task.
TASK, MOST_FILES = 1 << 26, 1000
GOOD, LOG, COPY = "good", "log", "copy"


@dataclass
class Reading:
    """Bytes of a file that are to be read; without ``stretches`` the task cuts the file itself.

    With ``begins`` they are the first of the file. ``known`` is a number of bytes and their fingerprint: a file that
    may change must still begin with them when it has been read.
    """

    part: Part
    stretches: list[Stretch] | None = None
    begins: bool = True
    table: str = ""
    known: tuple[int, str] | None = None

    def opened(self) -> Part:
        """The part as it is read: of a file in a lake that is at rest no other version."""
        file = self.part.file
        return self.part if self.known or isinstance(file, Path) else replace(self.part, file=file.pinned())

    def check(self) -> None:
        """Raises ``ExportError`` when the file has changed since it was planned in another way than at its end."""
        file = type(self.part.file)(*self.part.file.parts)
        if not self.known or stat(file) == (self.part.size, self.part.modified_at):
            return
        if not is_continued(file, file.stat().st_size, *self.known):
            raise ExportError(f"{self.part.label} was rewritten while it was read. Read it again.")

    @property
    def size(self) -> int:
        """In bytes."""
        return self.part.end - self.part.start


class Source(Protocol):
    """Where readings come from. Offsets are what JSON can hold."""

    def begin(self) -> dict:
        """The offset before the first row."""

    def advance(self, start: dict) -> tuple[dict, list[Reading]]:
        """What has come since an offset: the new offset, and what to read."""

    def between(self, start: dict, end: dict) -> list[Reading]:
        """What ``advance`` gave for two offsets, after a stop."""


@dataclass(frozen=True)
class Rows:
    """Which rows a reader gives: the ``good`` ones, or a ``log`` of what was read and of rows that fit no columns.

    A ``copy`` is the good rows, and behind those of a file one numbered 0, which says how many were ``faulty``.
    """

    kind: str

    @classmethod
    def given(cls, options: dict[str, str]) -> "Rows":
        """By the option ``rows``. Raises ``ExportError``."""
        kind = options.get("rows", GOOD)
        if kind not in (GOOD, LOG, COPY):
            raise ExportError(f'.option("rows", "{kind}"): it takes {GOOD}, {LOG} or {COPY}.')
        return cls(kind)

    def schema(self, columns: list[str]) -> pa.Schema:
        """The columns of the rows, of a table with ``columns``."""
        return stretches.LOG if self.kind == LOG else arrow_schema(columns)

    def read(self, task: "Task", columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        for reading in task.readings:
            part = reading.opened()
            cut = reading.stretches if reading.stretches is not None else stretches.cut(part)
            if self.kind == LOG:
                yield from stretches.log(part, cut, reading.table, reading.begins)
                reading.check()
                continue
            names, faulty = columns[: columns.index("_rescued_data")], 0
            for stretch in cut:
                faulty += stretch.rows
                for batch in stretches.rows(part, stretch, names):
                    faulty -= batch.num_rows
                    yield batch
            if self.kind == COPY:
                yield stretches.end_of_copy(part, names, faulty)
            reading.check()


def tasks(readings: list[Reading]) -> list["Task"]:
    """The readings, in groups of about the same number of bytes."""
    found, size = [], TASK
    for reading in _split(readings):
        if size >= TASK or len(found[-1].readings) >= MOST_FILES:
            found.append(Task([]))
            size = 0
        found[-1].readings.append(reading)
        size += reading.size
    return found


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
        _, readings = self.source.advance(self.source.begin())
        # without any, Spark would make one of its own
        return tasks(readings) or [Task([])]

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
        return self.source.begin()

    def latestOffset(self, start: dict, limit: object) -> dict:  # noqa: ARG002
        """After the last whole record of each file."""
        end, readings = self.source.advance(start)
        self.planned = start, end, readings
        return end

    def partitions(self, start: dict, end: dict) -> list[Task]:
        """The tasks for what came between two offsets."""
        if self.planned and self.planned[:2] == (start, end):
            return tasks(self.planned[2])
        return tasks(self.source.between(start, end))

    def read(self, partition: Task) -> Iterator[pa.RecordBatch]:
        """The rows of a task."""
        return self.rows.read(partition, self.columns)

    def __getstate__(self) -> dict:
        return {**self.__dict__, "planned": None}


def _split(readings: list[Reading]) -> Iterator[Reading]:
    for reading in readings:
        if reading.size <= TASK or not reading.stretches:
            yield reading
            continue
        some, begins = [], reading.begins
        for stretch in reading.stretches:
            some.append(stretch)
            if stretch.end - some[0].start >= TASK or stretch is reading.stretches[-1]:
                part = replace(reading.part, start=some[0].start, end=stretch.end)
                yield replace(reading, part=part, stretches=some, begins=begins)
                some, begins = [], False
