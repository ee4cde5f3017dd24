"""How far a table of an export has been read, as one small value; and what there is after it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from python_helpers.bronze.growing import find_end, find_growth, go_on, read_to
from python_helpers.bronze.parts import Part, fingerprint, is_continued, model_hash, narrowest, stat
from python_helpers.bronze.stretches import Stretch, cut
from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError, File, Table


@dataclass
class Offset:
    """What has been read: incremental folders up to ``folder`` but those ``waiting``, and of classic ``files`` so much.

    It doesn't grow with the number of folders. ``columns`` are the lists of columns that the table has had, by layout.
    A folder is ``in`` an offset when it has been read.
    """

    folder: str = ""
    waiting: list[str] = field(default_factory=list)
    files: dict[str, dict] = field(default_factory=dict)
    columns: dict[str, list[list[str]]] = field(default_factory=dict)

    def __contains__(self, folder: str) -> bool:
        return folder <= self.folder and folder not in self.waiting

    def __bool__(self) -> bool:
        return bool(self.folder)

    as_dict = asdict


@dataclass
class Reading:
    """Bytes of a file that are to be read; without ``stretches`` the task cuts the file itself."""

    part: Part
    stretches: list[Stretch] | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return self.part.end - self.part.start


# A file of a finished folder up to this size is cut by the task that reads it.
CUT_BY_TASK = 1 << 26


def advance(export: Export, table: str, start: Offset) -> tuple[Offset, list[Reading]]:
    """What has come to a table since ``start``: the new offset, and what to read. Raises ``ExportError``."""
    found = export.table(table, start)
    if found is None:
        return start, []
    if found.delta:
        raise ExportError(f'{found.delta} is a Delta table: read it with spark.read.format("delta").')
    end = replace(start, files=dict(start.files), columns=dict(start.columns))
    readings = list(_grown(found, start, end, export.warnings))
    no_columns = {file.folder for file in found.files if file.folder and file.model is None}
    done = [folder for folder in found.folders if folder not in no_columns]
    end.folder = max([start.folder, *done])
    unread = {folder.name for folder in export.unfinished} | no_columns
    end.waiting = sorted(folder for folder in unread if folder < end.folder)
    readings += _in_folders(found, start, end)
    return end, readings


def between(export: Export, table: str, start: Offset, end: Offset) -> list[Reading]:
    """What ``advance`` gave for two offsets, after a stop."""
    found = export.table(table, start)
    if found is None:
        return []
    readings = []
    for file in found.files:
        after, before = end.files.get(file.label), start.files.get(file.label)
        if file.folder is None and after and after != before:
            part = _part(file)
            go_on(part, None if after["from_start"] else before, file.model, start.columns.get("classic", []))
            part.end, part.modified_at = read_to(after), datetime.fromisoformat(after["source_modified_at"])
            readings.append(Reading(part, list(cut(part))))
    return readings + list(_in_folders(found, start, replace(end, columns=dict(start.columns))))


def _grown(table: Table, start: Offset, end: Offset, warnings: list[str]) -> Iterator[Reading]:
    """What is new in classic files; ``end`` learns of it."""
    files = [file for file in table.files if file.folder is None]
    history = start.columns.get("classic", [])
    for file in files:
        part, seen = _part(file), start.files.get(file.label)
        if seen and (read_to(seen), seen["source_modified_at"]) == (part.size, part.modified_at.isoformat()):
            # what comes next is of the columns as they are now
            end.files[file.label] = seen | {"from_start": False, "model_hash": part.model_hash}
            continue
        if not table.in_place:
            find_growth(part, seen, file.model, history, warnings)
        elif seen and part.size == read_to(seen) and is_continued(part.file, part.size, part.size, seen["fingerprint"]):
            continue
        else:
            find_end(part)
            if part.end < part.size:
                warnings.append(f"{part.label} isn't written to its end (no line end); it waits for the next load.")
                continue
        stretches = list(cut(part))
        end.files[file.label] = _state(part, stretches)
        if seen and not stretches and part.end < part.size:
            end.files[file.label]["model_hash"] = seen["model_hash"]
        yield Reading(part, stretches)
    if files and history[-1:] != [files[0].model.names]:
        end.columns["classic"] = [*history, files[0].model.names]


def _in_folders(table: Table, start: Offset, end: Offset) -> Iterator[Reading]:
    """The files of folders that are in ``end`` but not in ``start``; ``end`` learns their columns."""
    history = list(start.columns.get("incremental", []))
    for file in table.files:
        if file.folder and file.folder in end and file.folder not in start:
            if history[-1:] != [file.model.names]:
                history.append(file.model.names)
            part = _part(file)
            part.narrowest = narrowest(file.model, history)
            yield Reading(part, list(cut(part)) if part.size > CUT_BY_TASK else None)
    if history:
        end.columns["incremental"] = history


def _part(file: File) -> Part:
    size, modified_at = stat(file.path)
    columns = file.model.names
    return Part(file.path, file.label, modified_at, 0, size, size, columns, model_hash=model_hash(columns))


def _state(part: Part, stretches: list[Stretch]) -> dict:
    last = stretches[-1] if stretches else None
    return {
        "from_start": part.known is None,
        "bytes_loaded": part.end,
        "bytes_quarantined": 0,
        "bytes_pending": part.size - part.end,
        "rows_loaded": last.rows_before + last.rows if last else part.rows_before,
        "rows_quarantined": 0,
        "widest_row": last.widest if last else part.widest_before,
        "model_hash": part.model_hash,
        "fingerprint": fingerprint(part.file, part.end, part.checksum),
        "source_modified_at": part.modified_at.isoformat(),
    }
