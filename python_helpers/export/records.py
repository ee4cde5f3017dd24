"""Where CSV records begin and end, in bytes.

Quoting is that of RFC 4180: a value in double quotes may hold commas, line ends and doubled quotes, so a record is not
a line. Synapse Link writes no header and ends each record with CR LF or LF.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from python_helpers.export.marks import QUOTE, count

BLOCK = 1 << 22
# What is scanned at once fits into a processor's cache.
SCANNED = 1 << 18
BOM = b"\xef\xbb\xbf"
# DuckDB reads longer rows too, but slowly, because each of its threads takes a buffer of this size.
LONGEST_LINE = 1 << 24
# A longer record isn't read; of its text, quarantine keeps the beginning.
LONGEST_ROW, BEGINNING = 1 << 26, 1000
FIRST_LINE_END = re.compile(rb'[\r\n]*+(?:[^"\r\n]|"[^"]*")*+(\r\n|\n|\r)')
csv.field_size_limit(1 << 30)


def line_end(path: Path, start: int, end: int) -> str:
    """How the record at byte ``start`` ends, as an escape: CR LF, CR or LF; LF when no line end is found."""
    with path.open("rb") as file:
        file.seek(start)
        found = FIRST_LINE_END.match(file.read(min(BLOCK, end - start)))
    return found[1].decode().replace("\r", "\\r").replace("\n", "\\n") if found else "\\n"


@dataclass(frozen=True)
class Scan:
    """What ``scan`` finds: where the last record with a line end ends, and the CRC-32 of the bytes up to there.

    ``separators`` are the commas outside quotes up to there, ``in_tail`` those after it, None when a quote is open at
    the end. Both are None when a quote is where it may not be.
    """

    end: int
    checksum: int
    separators: int | None
    in_tail: int | None


def scan(path: Path, start: int, size: int, checksum: int = 0) -> Scan:
    """Looks through bytes ``start`` to ``size``, which begin with a record, for what DuckDB doesn't say.

    ``checksum`` is the CRC-32 of the bytes before ``start``. A record ends at a line end outside quotes, that is after
    an even number of quotes.
    """
    end, rest, before, separators, tail = start, b"", checksum, 0, None
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(min(SCANNED, size - end - len(rest))):
            rest += block
            tail = count(rest)
            if not tail.is_strict or len(rest) - tail.end > LONGEST_LINE:
                return _scan_records(path, start, size, before)
            checksum = zlib.crc32(rest[: tail.end], checksum)
            end, rest, separators = end + tail.end, rest[tail.end :], separators + tail.commas
    return Scan(end, checksum, separators, tail.in_tail if tail else 0)


def _scan_records(path: Path, start: int, size: int, checksum: int) -> Scan:
    """As ``scan``, record by record."""
    end = after = start
    with path.open("rb") as file:
        for _, first, record_end, _, _ in chain(records_of(path, start, size), [(b"", size, size, [], "")]):
            file.seek(after)
            line_ends = file.read(first - after)
            if b"\n" in line_ends:
                end = after + line_ends.rindex(b"\n") + 1
            after = record_end
        file.seek(start)
        left = end - start
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            checksum = zlib.crc32(block, checksum)
    return Scan(end, checksum, None, None)


def records_of(
    path: Path, start: int, end: int, delimiter: str = ","
) -> Iterator[tuple[bytes, int, int, list[str], str]]:
    """As ``split_records``, of bytes ``start`` to ``end`` of a file: ``(record, first, end, values, fault)``.

    Holds no more than one longest row in memory: of a record that is longer, ``record`` is the beginning.
    """
    position = start
    with path.open("rb") as file:
        if start == 0 and file.read(len(BOM)) == BOM:
            position = len(BOM)
        while position < end:
            file.seek(position)
            content = file.read(min(end - position, LONGEST_ROW + 1))
            is_last = position + len(content) >= end or not content
            for raw, offset, values, fault in split_records(content, delimiter):
                if not is_last and offset + len(raw) == len(content):
                    # it may go on after what was read
                    position += offset
                    break
                yield raw, position + offset, position + offset + len(raw), values, fault
            else:
                if is_last:
                    return
                position += len(content)
                continue
            if offset == 0:
                record_end = _end_of_record(file, position, end, delimiter)
                yield content[:BEGINNING], position, record_end, [], f"longer than {LONGEST_ROW:,} bytes"
                position = record_end


def _end_of_record(file: BinaryIO, position: int, end: int, delimiter: str) -> int:
    """Where the record at ``position`` ends, at ``end`` at the latest, whatever its length."""
    stop = re.escape(delimiter).encode()
    quoted, bare = re.compile(rb'(?:[^"]++|"")*+'), re.compile(rb"[^%b\r\n]*+" % stop)
    fields = re.compile(rb'(?:(?:"(?:[^"]++|"")*+"|(?!"))[^%b\r\n]*+%b)*+' % (stop, stop))
    within = None  # at the beginning of a field
    while position < end:
        file.seek(position)
        content = file.read(min(end - position, BLOCK))
        place, is_last = 0, position + len(content) >= end or not content
        while place < len(content):
            if within is None:
                place = fields.match(content, place).end()
                if place < len(content):
                    within = quoted if content[place] == QUOTE else bare
                    place += within is quoted
                continue
            place = within.match(content, place).end()
            if within is bare and content[place : place + 1] in (b"\r", b"\n"):
                return position + place
            if place == len(content) or (within is quoted and place == len(content) - 1 and not is_last):
                # the next byte says whether a quote is the last
                break
            within = bare if within is quoted else None
            place += 1
        if is_last:
            break
        position += place
    return end


def split_records(content: bytes, delimiter: str) -> Iterator[tuple[bytes, int, list[str], str]]:
    """Yields ``(record, offset, values, fault)`` for each record of ``content``; blank lines are none.

    A record that is not UTF-8, or whose quotes are wrong, has a ``fault`` and no values.
    """
    stop = re.escape(delimiter).encode()
    field = rb'(?:"(?:[^"]++|"")*+(?:"[^%b\r\n]*+|\Z)|[^%b\r\n]*+)' % (stop, stop)
    strict = rb'(?:"(?:[^"]++|"")*+"|[^"%b\r\n]*+)' % stop
    record = re.compile(rb"%b(?:%b%b)*+" % (field, stop, field))
    good = re.compile(rb"%b(?:%b%b)*+" % (strict, stop, strict))
    position = 0
    while position < len(content):
        if content[position] in b"\r\n":
            position += 1
            continue
        end = record.match(content, position).end()
        raw = content[position:end]
        values, fault = [], "its quotes don't match"
        if good.match(content, position).end() == end:
            values, fault = _values(raw, delimiter)
        yield raw, position, values, fault
        position = end


def _values(raw: bytes, delimiter: str) -> tuple[list[str], str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [], f"byte {error.start + 1} of the row is not UTF-8"
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), ""
