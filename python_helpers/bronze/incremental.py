"""Rows of incremental folders, for the pipeline: each has columns of its own, so Spark can't read them at once."""

import json
from collections.abc import Iterator
from pathlib import Path

from python_helpers.bronze.parts import Part, closed_part
from python_helpers.export.layouts import TIME_FOLDER, TimeFolder
from python_helpers.export.model import File

# Bytes of rows that are held in memory at once.
STRETCH = 1 << 23


def stretches(root: str, folder: str, table: str) -> Iterator[tuple[str, int, int, int, int]]:
    """Yields for each stretch of a table's files in a folder: file, rows before it, widest of them, first byte and end.

    Raises ``ExportError`` when a file can't be read.
    """
    for path in TimeFolder(Path(root) / folder).files(table):
        label = path.relative_to(root).as_posix()
        rows = widest = start = rows_before = widest_before = 0
        for _, offset, _, values, _ in _part(root, label, table).records():
            if offset - start > STRETCH:
                yield label, rows_before, widest_before, start, offset
                start, rows_before, widest_before = offset, rows, widest
            rows, widest = rows + 1, max(widest, len(values))
        yield label, rows_before, widest_before, start, path.stat().st_size


def stretch_rows(
    root: str, table: str, columns: list[str], label: str, rows_before: int, widest: int, start: int, end: int
) -> Iterator[tuple]:
    """Yields the values of ``columns``, _rescued_data, _source_row and _source_modified_at of each row of a stretch.

    _rescued_data is a JSON object of the values of other columns; a row that can't be placed has nothing but its text
    there.
    """
    part = _part(root, label, table)
    part.start, part.end = start, end
    places = {column.lower(): place for place, column in enumerate(columns)}
    for number, (raw, _, _, values, unread) in enumerate(part.records(), rows_before + 1):
        fault = unread or part.fault(values, widest)
        widest = max(widest, len(values))
        placed, others = [None] * len(columns), {}
        for column, value in zip(part.columns, values, strict=False) if not fault else ():
            if column.lower() in places:
                placed[places[column.lower()]] = value or None
            elif value:
                others[column] = value
        rescued = json.dumps(others, ensure_ascii=False, separators=(",", ":")) if others else None
        yield (*placed, raw.decode("utf-8", "backslashreplace") if fault else rescued, number, part.modified_at)


def _part(root: str, label: str, table: str) -> Part:
    name = label.split("/")[0]
    # narrower rows can only be from before the folder began
    earlier = [entry.name for entry in Path(root).iterdir() if TIME_FOLDER.fullmatch(entry.name) and entry.name < name]
    before = TimeFolder(Path(root) / max(earlier)).model(table) if earlier else None
    file = File(Path(root) / label, label, TimeFolder(Path(root) / name).model(table), name)
    part = closed_part(file, [before.names] if before else [])
    part.end = part.size
    return part
