"""What is new in a CSV file that grows at its end, or was rewritten, since it was last read."""

from itertools import islice, takewhile

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import Part, is_beginning, is_continued, model_hash, narrowest
from python_helpers.export.model import Model
from python_helpers.export.records import line_end, records_of, scan


def read_to(entry: dict) -> int:
    """The byte up to which a file has been read, as its state says."""
    return entry["bytes_loaded"] + entry["bytes_quarantined"]


def find_growth(
    part: Part, seen: dict | None, model: Model, history: list[list[str]], warnings: list[str], closed: bool = False
) -> dict | None:
    """Sets what there is to read of ``part``, and gives the state that it goes on from: None at the file's start.

    ``seen`` is the state of the file, ``history`` the columns that the table has had. A ``closed`` file lies in a
    finished incremental folder. Why a file is read again, or bytes wait, goes to ``warnings``.
    """
    if seen and not is_continued(part.file, part.size, read_to(seen), seen["fingerprint"] or ""):
        warnings.append(f"{part.label} was rewritten since the last load and is read from its start.")
        seen = None
    elif seen and _went_on(part, read_to(seen), closed):
        warnings.append(f"{part.label}: the record that was its last went on; it is read from its start.")
        seen = None
    go_on(part, seen, model, history)
    find_end(part, closed)
    if part.end < part.size:
        warnings.append(
            f"{part.label}: the last {part.size - part.end:,} bytes are not a finished record "
            f"({unfinished(part)}); they wait for the next load."
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


def find_end(part: Part, closed: bool = False) -> None:
    """Where the last record ends. One without line end counts when it is whole and the file has been at rest.

    In a ``closed`` folder all of a file counts that has been at rest: nothing comes any more.
    """
    found = scan(part.file, part.start, part.size, part.checksum)
    part.end, part.checksum, part.separators = found.end, found.checksum, found.separators
    part.strict = found.separators is not None
    if part.end == part.size or not p.is_at_rest(part):
        return
    if closed:
        part.end, part.checksum = part.size, p.checksum(part.file, part.size)
        part.strict = part.strict and found.in_tail is not None
        part.separators = found.separators + found.in_tail if part.strict else None
    else:
        last = [values for *_, values, _ in islice(records_of(part.file, part.end, part.size, part.delimiter), 2)]
        if list(map(len, last)) == [len(part.columns)] and not part.fault(last[0], part.widest_before):
            part.end, part.checksum = part.size, p.checksum(part.file, part.size)
            part.separators = part.strict and found.separators + len(part.columns) - 1


def unfinished(part: Part) -> str:
    """Why its last bytes are no finished record."""
    if line_end(part.file, part.end, part.size) == "\\r":
        return "CR alone is no line end here, because it may be half of CR LF: end rows with LF or CR LF"
    return "no line end"


def _went_on(part: Part, end: int, closed: bool) -> bool:
    """Whether the record that had no line end at ``end``, and was taken for whole, has more bytes now."""
    if closed:
        # there it may have been torn, also within quotes
        records = records_of(part.file, scan(part.file, 0, end).end, part.size)
        return any(last > end for _, _, last, _, _ in takewhile(lambda record: record[1] < end, records))
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
