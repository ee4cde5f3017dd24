"""Cuts CSV files into stretches of whole records, and reads a stretch as Arrow batches: work for many tasks at once."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice, zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import TELL_TALES, Part
from python_helpers.export.marks import count
from python_helpers.export.records import SCANNED, records_of

# Bytes that are held in memory at once; a record may be longer.
STRETCH = 1 << 23
# Records that are read one by one are handed on by so many.
BATCH = 1 << 12
WHERE_FROM = [
    ("_source_file", pa.string()),
    ("_source_row", pa.int64()),
    ("_source_modified_at", pa.timestamp("us", "UTC")),
]
# A column that is called like one of these stays in _rescued_data.
OWN = {"_rescued_data", "_loaded_at", *(name for name, _ in WHERE_FROM)}
# What was read of a file, up to its ``last_byte`` and ``rows_read``; with a ``reason``, one of its rows that fits no
# columns.
LOG = pa.schema([
    ("table_name", pa.string()),
    ("source_file", pa.string()),
    ("source_modified_at", pa.timestamp("us", "UTC")),
    ("first_byte", pa.int64()),
    ("last_byte", pa.int64()),
    ("bytes_pending", pa.int64()),
    ("rows_read", pa.int64()),
    ("widest_row", pa.int64()),
    ("model_hash", pa.string()),
    ("source_row", pa.int64()),
    ("raw_text", pa.string()),
    ("reason", pa.string()),
])  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Bytes ``start`` to ``end`` of a file: whole records.

    ``rows_before`` records of the file come before it, the widest with ``widest_before`` values; with its own ``rows``
    it is ``widest``. Its records have ``width`` values each, as far as counting commas can tell; 0 when they differ.
    """

    start: int
    end: int
    rows_before: int
    rows: int
    widest_before: int
    widest: int
    width: int = 0


def cut(part: Part, size: int = STRETCH) -> Iterator[Stretch]:
    """The stretches of a part, each of about ``size`` bytes; together they are all of it."""
    start, rows, widest = part.start, part.rows_before, part.widest_before
    for end, records, commas, is_plain in _counted(part, size):
        if not is_plain:
            yield from _cut_record_by_record(part, start, part.end, rows, widest, size)
            return
        width = commas // records + 1 if records and commas % records == 0 else 0
        if _fits(part, width, widest):
            yield Stretch(start, end, rows, records, widest, max(widest, width), width)
            start, rows, widest = end, rows + records, max(widest, width)
            continue
        for stretch in _cut_record_by_record(part, start, end, rows, widest, size):
            yield stretch
            start, rows, widest = stretch.end, rows + stretch.rows, stretch.widest


def _fits(part: Part, width: int, widest: int) -> bool:
    """Whether records of that width, after some that are ``widest``, have nothing wrong as far as width tells."""
    if width == len(part.columns):
        return not part.doubt
    return part.narrowest is not None and max(part.narrowest, widest) <= width < len(part.columns)


def _counted(part: Part, size: int) -> Iterator[tuple[int, int, int, bool]]:
    """The ends of stretches, their numbers of records and commas, and whether their quotes and line ends are plain."""
    end, rest, records, commas, begun = part.start, b"", 0, 0, part.start
    with part.file.open("rb") as file:
        file.seek(part.start)
        while block := file.read(min(SCANNED, part.end - end - len(rest))):
            rest += block
            is_last = end + len(rest) == part.end
            found = count(rest, whole=is_last)
            if not found.is_plain or len(rest) - found.end > size:
                yield end, 0, 0, False
                return
            end, rest = end + found.end, rest[found.end :]
            records, commas = records + found.records, commas + found.commas
            if end - begun >= size or is_last:
                yield end, records, commas, True
                begun, records, commas = end, 0, 0


def _cut_record_by_record(part: Part, start: int, end: int, rows: int, widest: int, size: int) -> Iterator[Stretch]:
    """As ``cut``, where counting commas doesn't tell."""
    first, before, widest_before = start, rows, widest
    for _, offset, _, values, _ in records_of(part.file, start, end, part.delimiter):
        if offset - first >= size:
            yield Stretch(first, offset, before, rows - before, widest_before, widest)
            first, before, widest_before = offset, rows, widest
        rows, widest = rows + 1, max(widest, len(values))
    yield Stretch(first, end, before, rows - before, widest_before, widest)


def arrow_schema(columns: list[str]) -> pa.Schema:
    """``columns`` and _rescued_data as text, and where the row is from."""
    return pa.schema([*((name, pa.string()) for name in [*columns, "_rescued_data"]), *WHERE_FROM])


def rows(part: Part, stretch: Stretch, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """The rows of a stretch that fit the columns of its file, as batches of ``arrow_schema``; empty values are NULL.

    _rescued_data is a JSON object of the values of other columns than ``columns``.
    """
    cells = _parsed(part, stretch)
    if cells is not None:
        numbers = np.arange(stretch.rows_before + 1, stretch.rows_before + stretch.rows + 1)
        yield _batch(part, columns, cells, numbers)
        return
    good = ((number, values) for number, *_, values, fault in _judged(part, stretch) if not fault)
    while some := list(islice(good, BATCH)):
        numbers, values = zip(*some, strict=True)
        cells = [pa.array([cell or None for cell in column], pa.string()) for column in zip_longest(*values)]
        yield _batch(part, columns, cells, np.array(numbers))


def end_of_copy(part: Part, columns: list[str], faulty: int) -> pa.RecordBatch:
    """A row of ``arrow_schema`` that is no row of the file, but says that it was read and how many rows are faulty."""
    values = [*([pa.nulls(1, pa.string())] * len(columns)), pa.array([json.dumps({"faulty": faulty})])]
    return pa.record_batch([*values, *_where_from(part, np.array([0]))], schema=arrow_schema(columns))


def log(part: Part, stretches: Iterable[Stretch], table: str, begins: bool) -> Iterator[pa.RecordBatch]:
    """What is read of a part, in these stretches, and its rows that fit no columns, as batches of ``LOG``.

    With ``begins`` it is the first part of its file, also when a header comes before it.
    """
    rows_read, widest, end = part.rows_before, part.widest_before, part.end
    for stretch in stretches:
        rows_read, widest = stretch.rows_before + stretch.rows, stretch.widest
        faulty = _faulty(part, stretch)
        while some := list(islice(faulty, BATCH)):
            yield _log(part, table, some)
    # the header of a file that is loaded whole is no row
    rows_read -= part.rows_before if part.whole else 0
    said = {"first_byte": 0 if begins else part.start, "last_byte": end - 1, "bytes_pending": part.size - end}
    yield _log(part, table, [{**said, "rows_read": rows_read, "widest_row": widest, "model_hash": part.model_hash}])


def _faulty(part: Part, stretch: Stretch) -> Iterator[dict]:
    if _parsed(part, stretch) is None:
        for number, raw, first, end, _, fault in _judged(part, stretch):
            if fault:
                text = raw.decode("utf-8", "backslashreplace")
                yield {
                    "first_byte": first,
                    "last_byte": end - 1,
                    "source_row": number,
                    "raw_text": text,
                    "reason": fault,
                }


def _log(part: Part, table: str, entries: Iterable[dict]) -> pa.RecordBatch:
    said = {"table_name": table, "source_file": part.label, "source_modified_at": part.modified_at.replace(tzinfo=UTC)}
    return pa.RecordBatch.from_pylist([said | entry for entry in entries], schema=LOG)


def _judged(part: Part, stretch: Stretch) -> Iterator[tuple[int, bytes, int, int, list[str], str]]:
    """Number, bytes, first byte, end and values of each record, and why it can't be placed."""
    widest = stretch.widest_before
    records = records_of(part.file, stretch.start, stretch.end, part.delimiter)
    for number, (raw, first, end, values, unread) in enumerate(records, stretch.rows_before + 1):
        # rows of a ragged file may lack values, or end with a comma
        is_ragged = part.ragged and len(values) <= len(part.columns) + 1
        yield number, raw, first, end, values, unread or ("" if is_ragged else part.fault(values, widest))
        widest = max(widest, len(values))


def _parsed(part: Part, stretch: Stretch) -> list[pa.Array] | None:
    """The values of the columns, when each row has ``width`` of them and none is at fault; else None."""
    if not stretch.width:
        return None
    kinds = {f"c{place}": pa.string() for place in range(stretch.width)}
    content = pa.py_buffer(p.read(part.file, stretch.start, stretch.end))
    try:
        read = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(column_names=list(kinds), block_size=len(content) + 1, use_threads=False),
            csv.ParseOptions(delimiter=part.delimiter, newlines_in_values=True),
            csv.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True),
        )
    except pa.ArrowInvalid:
        return None
    if len(read) != stretch.rows:
        return None
    for column, place in part.tell_tales():
        if place < stretch.width:
            told = pc.match_substring_regex(pc.utf8_lower(read[f"c{place}"]), f"^({TELL_TALES[column].pattern})$")
            if not pc.all(told, min_count=0).as_py():
                return None
    return [column.combine_chunks() for column in read.columns]


def _batch(part: Part, columns: list[str], cells: list[pa.Array], numbers: np.ndarray) -> pa.RecordBatch:
    found = dict(zip((name.lower() for name in part.columns), cells, strict=False))
    placed = [found.pop(name.lower(), None) for name in columns]
    nothing = pa.nulls(len(numbers), pa.string())
    placed = [nothing if column is None else column for column in placed]
    spelt = {name.lower(): name for name in part.columns}
    others = {spelt[name]: column for name, column in found.items() if column.null_count < len(column)}
    rescued = pa.array(_as_json(others), pa.string()) if others else nothing
    return pa.record_batch([*placed, rescued, *_where_from(part, numbers)], schema=arrow_schema(columns))


def _as_json(others: dict[str, pa.Array]) -> Iterator[str | None]:
    for values in zip(*(column.to_pylist() for column in others.values()), strict=True):
        told = {name: value for name, value in zip(others, values, strict=True) if value is not None}
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) if told else None


def _where_from(part: Part, numbers: np.ndarray) -> list[pa.Array]:
    label, modified_at = pa.scalar(part.label), pa.scalar(part.modified_at.replace(tzinfo=UTC), WHERE_FROM[2][1])
    return [pa.repeat(label, len(numbers)), pa.array(numbers, pa.int64()), pa.repeat(modified_at, len(numbers))]
