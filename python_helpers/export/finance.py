"""What a finance CSV holds, whatever its line ends, separator and order of columns."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from python_helpers.export.model import ExportError
from python_helpers.export.records import split_records

KEY = "cid"
# A byte order mark, empty lines, and the line in which Excel says what separates the values.
BEFORE_HEADER = re.compile(rb"(\xef\xbb\xbf)?[\r\n]*(\"?sep=.\"?[\r\n]+)?", re.I)


@dataclass(frozen=True)
class Header:
    """The header row: its columns, the separator, and the byte where the first record begins."""

    columns: list[str]
    delimiter: str
    end: int


def read_header(content: bytes, declared: list[str], name: str) -> Header | None:
    """The header of a file that begins with ``content``, or None when the file is empty.

    Raises ``ExportError``, with the ``name`` of the file, when it isn't UTF-8, when none of the ``declared`` columns
    or not the one with the customer number is in it, or when a column is in it twice.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExportError(f"{name} is UTF-16. Save it as UTF-8.")
    begin = BEFORE_HEADER.match(content).end()
    if begin == len(content):
        return None
    header = content[begin:].splitlines()[0]
    try:
        text = header.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ExportError(f"{name}, row 1: byte {error.start + 1} is not UTF-8. Save the file as UTF-8.") from None
    wanted = {column.lower() for column in declared}
    delimiter = max(",;\t|", key=lambda d: len({cell.strip().lower() for cell in _cells(text, d)} & wanted))
    columns = [cell.strip() or f"column_{number}" for number, cell in enumerate(_cells(text, delimiter), 1)]
    lower = [column.lower() for column in columns]
    if not set(lower) & wanted:
        raise ExportError(
            f"{name}, row 1: none of the columns {', '.join(declared)} is in the header ({text[:80]!r}). Add a "
            "header row, or remove what is above it."
        )
    if KEY not in lower:
        raise ExportError(
            f"{name}, row 1: the column {KEY} isn't in the header ({text[:80]!r}), so no row has a customer. Name the "
            f"column of the customer number {KEY}."
        )
    twice = sorted({column for column in lower if lower.count(column) > 1})
    if twice:
        raise ExportError(f"{name}, row 1: the column {twice[0]!r} is in the header twice. Remove one.")
    return Header(columns, delimiter, begin + len(header))


def read_rows(content: bytes, declared: list[str], name: str) -> Iterator[tuple]:
    """Yields the values of the ``declared`` columns, _rescued_data and the number of the row, from 2, for each row.

    _rescued_data is a JSON object of the other columns; a row that can't be read has nothing but its text there.
    """
    header = read_header(content, declared, name)
    if header is None:
        return
    places = {column.lower(): place for place, column in enumerate(header.columns)}
    known = [places.get(column.lower()) for column in declared]
    others = [(column, place) for place, column in enumerate(header.columns) if place not in known]
    for number, (raw, _, values, fault) in enumerate(split_records(content[header.end :], header.delimiter), 2):
        if fault or len(values) != len(header.columns):
            yield (*[None] * len(declared), raw.decode("utf-8", "backslashreplace"), number)
            continue
        cells = [value or None for value in values]
        rescued = {column: cells[place] for column, place in others if cells[place]}
        kept = json.dumps(rescued, ensure_ascii=False, separators=(",", ":")) if rescued else None
        yield (*[None if place is None else cells[place] for place in known], kept, number)


def _cells(record: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
