"""What is to be loaded of a CSV file, and which of its rows fit the columns."""

import csv
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from python_helpers.export.model import ExportError, File, Model
from python_helpers.export.records import BLOCK, records_of, scan
from python_helpers.export.time_folders import SETTLED, last_change

# A file of up to this size is compared whole with what was read before, a larger one that has grown by samples.
COMPARED_WHOLE = 1 << 26
SAMPLES, SAMPLE = 64, 1 << 14
# The values of columns that every table has; anything else is the value of another column.
TELL_TALES = {
    "isdelete": re.compile("(true|false|0|1)?"),
    "versionnumber": re.compile(r"([-+]?\d+([.]\d*)?(e[-+]?\d+)?)?"),
}


@dataclass
class Part:
    """What to load of a file: bytes ``start`` to ``end``, and the columns of its cells.

    ``rows_before`` rows of the file come before it, the widest with ``widest_before`` values. ``known`` is the load
    state of the file when the part goes on where an earlier load ended. ``narrowest`` is the number of values that a
    row must have when those after it may be missing, else None. ``doubt`` says why a row of full width can't be
    placed. ``whole`` marks files that are loaded again as a whole when anything in them changes, ``ragged`` those
    whose rows may have one cell more or less. ``checksum`` is that of the bytes up to ``end``, None when the file never
    changes. ``grew`` says that it did while it was read, ``separators`` are the commas between its values, None when
    they needn't be counted, ``strict`` says that all quotes are where they may be: DuckDB is lenient with both.
    ``model_hash`` names the columns, ``changed_at`` is when anything about the file last changed.
    """

    file: Path
    label: str
    modified_at: datetime
    start: int
    end: int
    size: int
    columns: list[str]
    delimiter: str = ","
    rows_before: int = 0
    widest_before: int = 0
    known: dict | None = None
    narrowest: int | None = None
    doubt: str = ""
    whole: bool = False
    ragged: bool = False
    checksum: int | None = 0
    grew: bool = False
    separators: int | None = None
    strict: bool = True
    model_hash: str = ""
    changed_at: datetime | None = None

    def fault(self, values: list[str], widest: int) -> str:
        """Why a row can't be placed after rows of up to ``widest`` values; empty when it can."""
        full, width = len(self.columns), len(values)
        said = f"{width} values, but {full} columns"
        if width != full and (self.narrowest is None or not self.narrowest <= width < full):
            return said
        if width == full and self.doubt:
            return self.doubt
        if width < full and width < widest:
            return f"{said}, and a row before it has {widest}"
        for column, place in self.tell_tales():
            if place < width and not TELL_TALES[column].fullmatch(values[place].lower()):
                begin = f"{said}, and " if width < full else ""
                return f"{begin}{self.columns[place]} would be {values[place]!r}"
        return ""

    def tell_tales(self) -> list[tuple[str, int]]:
        """Columns whose values show when they are another column's, with their places."""
        lower = [name.lower() for name in self.columns]
        return [(name, lower.index(name)) for name in TELL_TALES if name in lower and not self.whole]

    def sort_out(self, good: Path, bad: Path) -> tuple[int, int, int, int]:
        """Writes good rows, numbered and filled up, to one file and the bad ones with their faults to another.

        Returns the numbers of good rows, of bad rows and of their bytes, and the width of the widest row.
        """
        rows = quarantined = lost = 0
        widest = self.widest_before
        separator = self.delimiter.encode()
        with good.open("wb") as good_file, bad.open("w", encoding="utf-8", newline="") as bad_file:
            writer = csv.writer(bad_file, quoting=csv.QUOTE_ALL)
            for number, (raw, first, end, values, unread) in enumerate(self.records(), self.rows_before + 1):
                fault = unread or self.fault(values, widest)
                widest = max(widest, len(values))
                if fault:
                    text = raw.decode("utf-8", "backslashreplace")
                    writer.writerow([number, first, end - 1, fault, text])
                    quarantined, lost = quarantined + 1, lost + end - first
                else:
                    missing = separator * (len(self.columns) - len(values))
                    good_file.write(b"%d%s%s%s\n" % (number, separator, raw, missing))
                    rows += 1
        return rows, quarantined, lost, widest

    def records(self) -> Iterator[tuple[bytes, int, int, list[str], str]]:
        """As ``records_of``."""
        return records_of(self.file, self.start, self.end, self.delimiter)


def is_at_rest(part: Part) -> bool:
    """Whether the file hasn't changed for an hour. A time in the future is one of another clock."""
    return abs(datetime.now(UTC).replace(tzinfo=None) - part.modified_at) > SETTLED


def model_hash(columns: list[str]) -> str:
    """Names the columns of a file, whatever their case."""
    return hashlib.sha256("\n".join(columns).lower().encode()).hexdigest()[:16]


def is_beginning(columns: list[str], of: list[str]) -> bool:
    """Whether ``of`` begins with the whole of ``columns``, whatever their case."""
    return [name.lower() for name in of[: len(columns)]] == [name.lower() for name in columns]


def narrowest(model: Model, earlier: list[list[str]]) -> int | None:
    """Values that a row of ``model`` must have when later columns may be missing; None when all must be there.

    They may be missing only when columns were always added at the end: each list of columns that the table had
    ``earlier``, in order, begins with the whole of the one before it, and ``model`` with that of the last.
    """
    every = [*earlier, model.names]
    grew = all(is_beginning(one, of=other) for one, other in pairwise(every))
    return model.narrowest if grew else None


def read(file: Path, start: int, end: int) -> bytes:
    """Bytes ``start`` to ``end`` of a file."""
    # without a buffer, because a lake's reads ahead
    with file.open("rb", buffering=0) as content:
        content.seek(start)
        return content.read(end - start)


def copy(part: Part, to: Path) -> Path:
    """Copies the bytes of the part to a file, and returns that."""
    with part.file.open("rb") as source, to.open("wb") as target:
        source.seek(part.start)
        left = part.end - part.start
        while left and (block := source.read(min(left, BLOCK))):
            left -= target.write(block)
    return to


def checksum(file: Path, end: int) -> int:
    """The CRC-32 of the first ``end`` bytes."""
    found, left = 0, end
    with file.open("rb") as content:
        while left and (block := content.read(min(left, BLOCK))):
            found, left = zlib.crc32(block, found), left - len(block)
    return found


def samples(file: Path, end: int) -> str:
    """A hash of the first and the last of the first ``end`` bytes, and of samples between them."""
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as content:
        for number in range(SAMPLES):
            content.seek(max(0, (end - SAMPLE) * number // (SAMPLES - 1)))
            digest.update(content.read(min(SAMPLE, end)))
    return digest.hexdigest()


def fingerprint(file: Path, end: int, crc: int) -> str:
    """What ``is_continued`` compares."""
    return f"{crc:08x}-{samples(file, end) if end > COMPARED_WHOLE else ''}"


def is_continued(file: Path, size: int, end: int, known: str) -> bool:
    """Whether the file, now of ``size`` bytes, still begins with the ``end`` bytes of the fingerprint ``known``.

    A large file that has grown is compared by samples: reading it whole would cost its size at each load.
    """
    if size < end:
        return False
    if size > end > COMPARED_WHOLE:
        return known.endswith(samples(file, end))
    return known.startswith(f"{checksum(file, end):08x}-")


def stat(file: Path, advice: str = "Copy it again.") -> tuple[int, datetime]:
    """Size in bytes and UTC time of the last change. Raises ``ExportError`` when the file can't be opened."""
    try:
        with file.open("rb"):
            found = file.stat()
    except OSError as error:
        raise ExportError(f"{file} can't be read: {error.strerror}. {advice}") from None
    return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None)


def changed_at(file: Path) -> datetime:
    """As ``last_change``."""
    return last_change(file.stat())


def closed_part(file: File, history: list[list[str]]) -> Part:
    """A file of a finished incremental folder; without known columns all of it waits."""
    size, modified_at = stat(file.path)
    if file.model is None:
        return Part(file.path, file.label, modified_at, 0, 0, size, [], checksum=None)
    columns = file.model.names
    found = scan(file.path, 0, size)
    strict = found.separators is not None and found.in_tail is not None
    separators = found.separators + found.in_tail if strict else None
    return Part(file.path, file.label, modified_at, 0, size, size, columns, narrowest=narrowest(file.model, history),
                checksum=None, model_hash=model_hash(columns), separators=separators, strict=strict)  # fmt: skip


def metadata_part(file: Path, label: str, columns: list[str]) -> Part:
    """A file of choice labels."""
    size, modified_at = stat(file)
    return Part(file, label, modified_at, 0, size, size, columns, whole=True, ragged=True, changed_at=changed_at(file))


def file_hash(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
