"""How far a table of an export has been read, as one small value; and what there is after it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from python_helpers.bronze.growing import find_end, find_growth, go_on, read_to
from python_helpers.bronze.parts import Part, changed_at, fingerprint, is_continued, model_hash, narrowest, stat
from python_helpers.bronze.stretches import cut
from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError, File, Table
from python_helpers.export.time_folders import SETTLED, TIME_FOLDER, TimeFolder
from python_helpers.spark.reading import Reading, log

# The state of a file, as the local loader keeps it, without what is 0 here.
STATE = ("bytes_loaded", "bytes_pending", "rows_loaded", "widest_row", "model_hash", "fingerprint",
         "source_modified_at", "source_changed_at", "from_start")  # fmt: skip


@dataclass
class Offset:
    """What has been read: incremental folders up to ``folder`` but those ``waiting``, and so much of ``files``.

    ``recent`` folders are looked at again, because something in them changed within the last hour. ``files`` are those
    of the classic layout and of recent folders, with the values of ``STATE``, so an offset doesn't grow with the number
    of folders. ``columns`` are the lists of columns that the table has had, by layout. A folder is ``in`` an offset
    when it has been read.
    """

    folder: str = ""
    waiting: list[str] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)
    files: dict[str, list] = field(default_factory=dict)
    columns: dict[str, list[list[str]]] = field(default_factory=dict)

    def __contains__(self, folder: str) -> bool:
        return folder <= self.folder and folder not in self.waiting

    def __bool__(self) -> bool:
        return bool(self.folder)

    as_dict = asdict

    def is_done(self, folder: TimeFolder) -> bool:
        """Whether a folder has been read and nothing comes into it any more."""
        return folder.name in self and folder.name not in self.recent

    def seen(self, label: str) -> dict | None:
        """The state of a file."""
        values = self.files.get(label)
        nothing = {"bytes_quarantined": 0, "rows_quarantined": 0}
        return values and nothing | dict(zip(STATE, values, strict=True))

    def see(self, label: str, state: dict) -> None:
        """Sets the state of a file."""
        self.files[label] = [state[name] for name in STATE]


# A file of a finished folder up to this size is cut by the task that reads it.
CUT_BY_TASK = 1 << 26


def advance(export: Export, name: str, start: Offset) -> tuple[Offset, list[Reading]]:
    """What has come to a table since ``start``: the new offset, and what to read. Raises ``ExportError``."""
    table = export.table(name, start, start.is_done)
    if table is None:
        return start, []
    if table.delta:
        raise ExportError(f'{table.delta} is a Delta table: read it with spark.read.format("delta").')
    end = replace(start, files={}, columns=dict(start.columns))
    readings = list(_grown(table, start, end, export.warnings))
    unread = {folder.name for folder in export.unfinished}
    unread |= {file.folder for file in table.files if file.folder and file.model is None}
    read = [folder for folder in table.folders if folder not in unread]
    end.folder = max([start.folder, *read])
    end.waiting = sorted(folder for folder in unread if folder < end.folder)
    end.recent = sorted(set(read) - _at_rest(export, table))
    readings += _in_folders(table, start, end, export.warnings)
    return end, readings


def between(export: Export, name: str, start: Offset, end: Offset) -> list[Reading]:
    """What ``advance`` gave for two offsets, after a stop."""
    table = export.table(name, start, start.is_done)
    if table is None:
        return []
    readings = []
    for file in table.files:
        before, after = start.seen(file.label), end.seen(file.label)
        if after and _is_read(before, after):
            part, known = _part(file), (read_to(after), after["fingerprint"])
            if not is_continued(part.file, part.size, *known):
                log([f"{part.label} was rewritten before it was read; the next batch reads it from its start."])
                continue
            go_on(part, None if after["from_start"] else before, file.model, _history(file, start))
            part.end, part.modified_at = read_to(after), datetime.fromisoformat(after["source_modified_at"])
            readings.append(Reading(part, list(cut(part)), part.known is None, known=known))
    again = replace(end, recent=[], files={}, columns=dict(start.columns))
    table.files[:] = [file for file in table.files if file.folder not in end.recent]
    return readings + list(_in_folders(table, start, again, export.warnings))


def _at_rest(export: Export, table: Table) -> set[str]:
    """The folders in which nothing has changed for an hour, also not the place or the time of a file."""
    looked_at = set(table.folders)
    changed = {
        folder.name: folder.described_at or datetime.min for folder in export.time_folders if folder.name in looked_at
    }
    for file in table.files:
        if file.folder:
            changed[file.folder] = max(changed[file.folder], changed_at(file.path))
    settled = datetime.now(UTC).replace(tzinfo=None) - SETTLED
    return {folder for folder, time in changed.items() if time < settled}


def _grown(table: Table, start: Offset, end: Offset, warnings: list[str]) -> Iterator[Reading]:
    """What is new in classic files; ``end`` learns of it."""
    files = [file for file in table.files if file.folder is None]
    for file in files:
        part, seen = _part(file), start.seen(file.label)
        if seen and _is_unchanged(part, seen):
            # what comes next is of the columns as they are now
            end.see(file.label, seen | {"from_start": False, "model_hash": part.model_hash})
            continue
        if not table.in_place:
            find_growth(part, seen, file.model, _history(file, start), warnings)
        elif seen and part.size == read_to(seen) and is_continued(part.file, part.size, part.size, seen["fingerprint"]):
            end.see(file.label, seen | {"from_start": False})
            continue
        else:
            find_end(part)
            if part.end < part.size:
                warnings.append(f"{part.label} isn't written to its end (no line end); it waits for the next load.")
                if seen:
                    end.see(file.label, seen | {"from_start": False})
                continue
        yield from _read(part, seen, end)
    # a file that is gone may come again
    gone = start.files.keys() - end.files.keys()
    end.files |= {label: start.files[label] for label in gone if not TIME_FOLDER.match(label)}
    history = start.columns.get("classic", [])
    if files and history[-1:] != [files[0].model.names]:
        end.columns["classic"] = [*history, files[0].model.names]


def _in_folders(table: Table, start: Offset, end: Offset, warnings: list[str]) -> Iterator[Reading]:
    """What is new in folders that have been read at ``end``; ``end`` learns of their files and columns."""
    history = list(start.columns.get("incremental", []))
    for file in table.files:
        if not file.folder or file.folder not in end:
            continue
        # a late file says nothing about what the table is like now
        if file.folder not in start and history[-1:] != [file.model.names]:
            history.append(file.model.names)
        part, seen = _part(file), start.seen(file.label)
        if seen and _is_unchanged(part, seen):
            if file.folder in end.recent:
                end.see(file.label, seen | {"from_start": False})
        elif seen or file.folder in end.recent:
            find_growth(part, seen, file.model, history, warnings, closed=True)
            yield from _read(part, seen, end)
            if file.folder not in end.recent:
                del end.files[file.label]
        else:
            part.narrowest = narrowest(file.model, history)
            yield Reading(part, list(cut(part)) if part.size > CUT_BY_TASK else None)
    if history:
        end.columns["incremental"] = history


def _read(part: Part, seen: dict | None, end: Offset) -> list[Reading]:
    stretches = list(cut(part))
    last = stretches[-1] if stretches else None
    state = {
        "from_start": part.known is None,
        "bytes_loaded": part.end,
        "bytes_pending": part.size - part.end,
        "rows_loaded": last.rows_before + last.rows if last else part.rows_before,
        "widest_row": last.widest if last else part.widest_before,
        "model_hash": part.model_hash,
        "fingerprint": fingerprint(part.file, part.end, part.checksum),
        "source_modified_at": part.modified_at.isoformat(),
        "source_changed_at": part.changed_at.isoformat(),
    }
    # a record that waits may still be of the columns that were there before
    if part.known and not stretches and part.end < part.size:
        state["model_hash"] = part.known["model_hash"]
    end.see(part.label, state)
    known = part.end, state["fingerprint"]
    return [Reading(part, stretches, part.known is None, known=known)] if _is_read(seen, state) else []


def _is_read(before: dict | None, after: dict) -> bool:
    """Whether something was read between two states of a file, or more waits."""
    same = [name for name in STATE if name not in ("from_start", "model_hash")]
    return after["from_start"] or before is None or any(before[name] != after[name] for name in same)


def _history(file: File, start: Offset) -> list[list[str]]:
    return start.columns.get("incremental" if file.folder else "classic", [])


def _is_unchanged(part: Part, seen: dict) -> bool:
    return (read_to(seen), seen["source_modified_at"], seen["source_changed_at"]) == (
        part.size, part.modified_at.isoformat(), part.changed_at.isoformat(),
    )  # fmt: skip


def _part(file: File) -> Part:
    size, modified_at = stat(file.path)
    columns = file.model.names
    return Part(file.path, file.label, modified_at, 0, size, size, columns, model_hash=model_hash(columns),
                changed_at=changed_at(file.path))  # fmt: skip
