"""What is new in a CSV file that grows at its end, or was rewritten, since it was last read."""

from datetime import UTC, datetime

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import Part, is_beginning, is_continued, model_hash, narrowest
from python_helpers.export.layouts import SETTLED
from python_helpers.export.model import Model
from python_helpers.export.records import scan, split_records


def read_to(entry: dict) -> int:
    """The byte up to which a file has been read, as its state says."""
    return entry["bytes_loaded"] + entry["bytes_quarantined"]


def find_growth(
    part: Part, seen: dict | None, model: Model, history: list[list[str]], warnings: list[str]
) -> dict | None:
    """Sets what there is to read of ``part``, and gives the state that it goes on from: None at the file's start.

    ``seen`` is the state of the file, ``history`` the columns that the table has had. Why a file is read again, or
    bytes wait, goes to ``warnings``.
    """
    if seen and not is_continued(part.file, part.size, read_to(seen), seen["fingerprint"]):
        warnings.append(f"{part.label} was rewritten since the last load and is read from its start.")
        seen = None
    elif seen and _went_on(part, read_to(seen)):
        warnings.append(f"{part.label}: the record that was its last went on; it is read from its start.")
        seen = None
    go_on(part, seen, model, history)
    find_end(part)
    if part.end < part.size:
        warnings.append(
            f"{part.label}: the last {part.size - part.end:,} bytes are not a finished record (no line end); they "
            "wait for the next load."
        )
    return seen


def go_on(part: Part, seen: dict | None, model: Model, history: list[list[str]]) -> None:
    """Lets the part begin where the file has been read to; ``seen`` and ``history`` as above."""
    part.narrowest = narrowest(model, history)
    if seen:
        part.known, part.start, part.widest_before = seen, read_to(seen), seen["widest_row"]
        part.rows_before = seen["rows_loaded"] + seen["rows_quarantined"]
        part.checksum = int(seen["fingerprint"][:8], 16)
        if seen["model_hash"] != part.model_hash:
            part.doubt = _doubt(part, seen, history)


def find_end(part: Part) -> None:
    """Where the last record ends; one without line end counts when it is whole and the file has been at rest."""
    found = scan(part.file, part.start, part.size, part.checksum)
    part.end, part.checksum, part.separators = found.end, found.checksum, found.separators
    part.strict = found.separators is not None
    if part.end < part.size and datetime.now(UTC).replace(tzinfo=None) - part.modified_at > SETTLED:
        last = list(split_records(p.read(part.file, part.end, part.size), part.delimiter))
        whole = len(last) == 1 and len(last[0][2]) == len(part.columns)
        if whole and not part.fault(last[0][2], part.widest_before):
            part.end, part.checksum = part.size, p.checksum(part.file, part.size)
            part.separators = part.strict and found.separators + len(part.columns) - 1


def _went_on(part: Part, end: int) -> bool:
    """Whether the record that had no line end at ``end``, and was taken for whole, has more bytes now."""
    before, after = p.read(part.file, max(end - 1, 0), end), p.read(part.file, end, end + 1)
    return before not in (b"", b"\n", b"\r") and after not in (b"", b"\n", b"\r")


def _doubt(part: Part, seen: dict, history: list[list[str]]) -> str:
    """Why rows of full width can't be placed after the columns of a growing file have changed; empty when they can."""
    before = next((columns for columns in history if model_hash(columns) == seen["model_hash"]), [])
    if is_beginning(before, of=part.columns):
        return ""
    if any(len(columns) == len(part.columns) and model_hash(columns) != part.model_hash for columns in history):
        return f"{len(part.columns)} values, as the columns had before they changed and as they have now"
    return ""
