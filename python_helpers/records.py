"""Where CSV records begin and end, in bytes.

Quoting is that of RFC 4180: a value in double quotes may hold commas, line ends and doubled quotes, so a record is not
a line. Synapse Link writes no header and ends each record with CR LF or LF.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 22
FIRST_LINE_END = re.compile(rb'[\r\n]*+(?:[^"\r\n]|"[^"]*")*+(\r\n|\n|\r)')
csv.field_size_limit(1 << 30)


def line_end(path: Path, start: int, end: int) -> str:
    """How the record at byte ``start`` ends, as an escape: CR LF, CR or LF; LF when no line end is found."""
    with path.open("rb") as file:
        file.seek(start)
        found = FIRST_LINE_END.match(file.read(min(BLOCK, end - start)))
    return found[1].decode().replace("\r", "\\r").replace("\n", "\\n") if found else "\\n"


def end_of_complete_records(file: BinaryIO, start: int, size: int) -> int:
    """The offset just behind the last line end outside quotes in bytes ``start`` to ``size``; ``start`` if none.

    ``start`` must be the beginning of a record. Quotes inside a value are doubled, so an odd number of quotes
    before a line end means that it belongs to a value.
    """
    blocks = []
    file.seek(start)
    position, inside = start, 0
    while position < size:
        block = file.read(min(BLOCK, size - position))
        blocks.append((position, inside))
        inside ^= block.count(b'"') & 1
        position += len(block)
    for position, inside in reversed(blocks):
        file.seek(position)
        block = file.read(min(BLOCK, size - position))
        end = len(block)
        while (end := block.rfind(b"\n", 0, end)) >= 0:
            if not inside ^ (block.count(b'"', 0, end) & 1):
                return position + end + 1
    return start


def split_records(content: bytes, delimiter: str, width: int) -> Iterator[tuple[bytes, int, str]]:
    """Yields ``(record, offset, fault)`` for each record of ``content``; ``fault`` is empty for a good record.

    A good record is UTF-8, is quoted rightly and has ``width`` values. Blank lines are no records.
    """
    stop = re.escape(delimiter).encode()
    field = rb'(?:"(?:[^"]|"")*+"|[^"%b\r\n][^%b\r\n]*+|)' % (stop, stop)
    record = re.compile(rb"%b(?:%b%b)*+(?=[\r\n]|\Z)" % (field, stop, field))
    line = re.compile(rb"[^\r\n]*+")
    position = 0
    while position < len(content):
        if content[position] in b"\r\n":
            position += 1
            continue
        found = record.match(content, position)
        raw = (found or line.match(content, position))[0]
        yield raw, position, _fault(raw, delimiter, width) if found else "its quotes don't match"
        position += len(raw)


def _fault(raw: bytes, delimiter: str, width: int) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} of the row is not UTF-8"
    values = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    return "" if values == width else f"{values} values, but {width} columns"
