"""Reads the rows of a sample in the classic append-only layout, and finds the last of each record."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from python_helpers.export.model import Table
from python_helpers.export.records import split_records
from python_helpers.sample.people import seconds


@dataclass(frozen=True)
class Row:
    """A row of a classic file: its bytes without line end, and what its place among the versions depends on."""

    raw: bytes
    file: str
    number: int
    key: str
    sink: int
    version: int | None
    is_delete: bool


def rows(table: Table) -> Iterator[Row]:
    """The rows of a table, file after file."""
    at = {column: table.model.names.index(column) for column in ("SinkModifiedOn", "versionnumber", "IsDelete")}
    for file in table.files:
        for number, (raw, _, cells, _) in enumerate(split_records(file.path.read_bytes(), ",")):
            sink, version, is_delete = (cells[place] for place in at.values())
            known = int(version) if version else None
            yield Row(raw, file.path.name, number, cells[0].lower(), seconds(sink), known, is_delete == "True")


def newest(table: Table) -> Iterator[Row]:
    """The last version of each record, in the order that macros/history/history.sql defines."""
    found = defaultdict(list)
    for row in rows(table):
        if row.key:
            found[row.key].append(row)
    for versions in found.values():
        yield max(versions, key=_rank(versions))


def _rank(versions: list[Row]) -> Callable[[Row], tuple]:
    def rank(row: Row) -> tuple:
        version, ends_it = row.version, row.is_delete and row.version is None
        if version is None:
            version = max((one.version or 0 for one in versions if _arrived_before(one, row)), default=0)
        return version, ends_it and version > 0, row.sink, row.is_delete, row.file, row.number

    return rank


def _arrived_before(one: Row, other: Row) -> bool:
    if one.sink == other.sink:
        return one.file != other.file or one.number < other.number
    return one.sink < other.sink
