"""What there is to load of an exported table: compares the files of the export with what earlier loads have read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from python_helpers.bronze import parts as p
from python_helpers.bronze.growing import find_end, find_growth, read_to, unfinished
from python_helpers.bronze.parts import Part, changed_at, is_continued, model_hash, stat
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import Target
from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError, File, Model, Table
from python_helpers.export.records import BOM
from python_helpers.export.time_folders import TIME_FOLDER


@dataclass
class Rows:
    """Rows that are in no CSV file: their values by column, and what they are."""

    label: str
    modified_at: datetime
    size: int
    fingerprint: str
    columns: list[str]
    rows: list[tuple]


@dataclass
class Plan:
    """What there is to load of a table.

    The rows of ``parts`` and ``rows`` are added, those of ``copies`` and of the Delta table ``delta`` compared with
    what bronze has. ``models`` are descriptions to log, with their layouts. Then ``folders`` are done, with their
    stamps, of which ``late`` had been done before; the files ``still`` are known to have had no new rows under the
    newest description, those in ``same`` to be the same although they changed, and those ``vanished`` that were not
    read. A table ``is_missing`` when the export holds nothing of it and never did. ``partitions`` are the names of all
    its in-place files; they are ``all_there_is`` when no incremental folder holds any of it. With
    ``accepts_deletes`` the user says that all records are gone that seem to be.
    """

    target: Target
    table: Table | None = None
    parts: list[Part] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    copies: list[Part] = field(default_factory=list)
    delta: Path | None = None
    models: list[tuple[str, Model]] = field(default_factory=list)
    folders: dict[str, str] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    still: list[str] = field(default_factory=list)
    same: list[Part] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    partitions: set[str] = field(default_factory=set)
    is_missing: bool = False
    all_there_is: bool = False
    accepts_deletes: bool = False


class Planner:
    """Plans the load of exported tables; what the user should know goes to ``export.warnings``.

    ``accepted`` are the tables, in lower case, of which the user says that records are gone.
    """

    def __init__(self, state: State, export: Export, accepted: Collection[str] = ()):
        self.state = state
        self.export = export
        self.accepted = accepted
        self.warnings = export.warnings

    def plan(self, target: Target) -> Plan:
        """Creates the bronze table and plans its load. Raises ``ExportError`` when a file can't be read."""
        known = self.state.files(target.name)
        loaded = {label[:-1]: row["fingerprint"] for label, row in known.items() if label.endswith("/")}
        # the stamp first: it must not name a file that comes while the others are listed
        table = self.export.table(target.name, loaded, lambda folder: folder.stamp == loaded.get(folder.name))
        plan = Plan(target, table, accepts_deletes=target.name.lower() in self.accepted)
        if table is None:
            target.create([])
            plan.is_missing = not known
            if known:
                self.warnings.append(f"{target.name} is no longer in the export; the rows that it held stay.")
            return plan
        needed = ["Id", "SinkModifiedOn", "IsDelete"] if table.in_place or table.delta else []
        missing = target.create(table.model.names, needed)
        missing = [name for name in missing if not (table.in_place and name.lower() == "isdelete")]
        if missing:
            self.warnings.append(
                f"{target.name}: the export doesn't hold the columns {', '.join(missing)}; they stay empty."
            )
        self._vanished(plan, known, loaded)
        plan.is_missing = not (table.files or table.waiting or table.delta or known)
        history = self.state.columns_before(target.name)
        self._classic(plan, known, history.get("classic", []))
        self._incremental(plan, known, history.get("incremental", []))
        if table.delta:
            plan.delta = table.delta
            plan.models.append(("delta", table.model))
        return plan

    def _vanished(self, plan: Plan, known: dict[str, dict], loaded_folders: Collection[str]) -> None:
        table = plan.table
        labels = {file.label for file in table.files + table.waiting}
        looked_at = {label for label in known if not label.endswith("/") and label.split("/")[0] not in loaded_folders}
        if table.in_place:
            # those are compared
            looked_at = {label for label in looked_at if TIME_FOLDER.match(label)}
        delta = table.delta.relative_to(self.export.root).as_posix() if table.delta else ""
        # an export that went on in another place has none of its files any more
        roots = {None, self.state.source_root, *(known[label]["source_root"] for label in labels & known.keys())}
        for gone in sorted(looked_at - labels - {delta}):
            if not known[gone]["bytes_loaded"]:
                plan.vanished.append(gone)
            elif known[gone]["source_root"] in roots:
                self.warnings.append(f"{gone} is no longer in the export; the rows that it held stay.")

    def _classic(self, plan: Plan, known: dict[str, dict], history: list[list[str]]) -> None:
        files = [file for file in plan.table.files if file.folder is None]
        if files:
            plan.models.append(("classic", files[0].model))
        plan.partitions = {file.path.name for file in files}
        if plan.table.in_place:
            key = plan.target.name.lower()
            plan.all_there_is = not any(folder.files(key) for folder in self.export.time_folders)
        # a database of the version before doesn't know what they hold
        is_first = plan.table.in_place and not self.state.holding(plan.target.name)
        for file in files:
            part, seen = _part(file), None if is_first else known.get(file.label)
            if seen and seen["fingerprint"] and _is_unchanged(part, seen):
                if seen["model_hash"] != part.model_hash:
                    plan.still.append(file.label)
                continue
            if part.size == 0 and not seen and not plan.table.in_place:
                self.warnings.append(f"{file.label} is empty.")
            try:
                if plan.table.in_place:
                    self._in_place(plan, part, seen)
                else:
                    self._growing(plan, part, seen, file.model, history)
            except OSError as error:
                raise ExportError(f"{file.path} can't be read: {error.strerror}.") from None

    def _growing(
        self, plan: Plan, part: Part, seen: dict | None, model: Model, history: list[list[str]], closed: bool = False
    ) -> None:
        """Plans what is new in a file that grows at its end; a ``closed`` one lies in a finished incremental folder."""
        seen = find_growth(part, seen, model, history, self.warnings, closed)
        if part.end > part.start or seen is None or part.size - part.end != seen["bytes_pending"]:
            plan.parts.append(part)
            return
        plan.same.append(part)
        if seen["model_hash"] != part.model_hash and part.end == part.size:
            plan.still.append(part.label)

    def _in_place(self, plan: Plan, part: Part, seen: dict | None) -> None:
        same = seen and seen["fingerprint"] and part.size == read_to(seen) and not seen["bytes_pending"]
        if same and is_continued(part.file, part.size, part.size, seen["fingerprint"]):
            plan.same.append(part)
            return
        find_end(part)
        if p.is_at_rest(part) and p.read(part.file, 0, part.size) == BOM:
            part.end, part.checksum = part.size, p.checksum(part.file, part.size)
        if part.end < part.size:
            self.warnings.append(
                f"{part.label} isn't written to its end ({unfinished(part)}); it waits for the next load."
            )
            part.end = part.checksum = 0
        plan.copies.append(part)

    def _incremental(self, plan: Plan, known: dict[str, dict], history: list[list[str]]) -> None:
        waiting = set()
        history = list(history)
        stamps = {folder.name: folder for folder in self.export.time_folders}
        plan.folders = {name: stamps[name].stamp for name in plan.table.folders}
        for file in plan.table.files:
            if file.folder is None:
                continue
            seen, is_late = known.get(file.label), f"{file.folder}/" in known
            if file.model is None:
                waiting.add(file.folder)
                if seen is None or (not seen["model_hash"] and seen["bytes_pending"] != file.path.stat().st_size):
                    plan.parts.append(p.closed_part(file, history))
                continue
            # a late file says nothing about what the table is like now
            if not is_late and (not history or history[-1] != file.model.names):
                history.append(file.model.names)
            part = _part(file)
            # one that waited has no columns yet
            seen = seen if seen and seen["model_hash"] else None
            # before fingerprints, only a size told whether a file of a folder had changed
            if seen and (_is_unchanged(part, seen) or (not seen["fingerprint"] and read_to(seen) == part.size)):
                continue
            before = len(plan.parts)
            self._growing(plan, part, seen, file.model, history, closed=True)
            if is_late and len(plan.parts) > before:
                plan.late.add(file.folder)
            if part.end < part.size:
                # to be looked at again
                plan.folders[file.folder] = ""
        for _, model in plan.table.models:
            if not plan.models or plan.models[-1][0] == "classic" or _said(plan.models[-1][1]) != _said(model):
                plan.models.append(("incremental", model))
        plan.folders = {folder: stamp for folder, stamp in plan.folders.items() if folder not in waiting}
        for file in plan.table.waiting:
            part = p.closed_part(file, [])
            if file.label not in known or known[file.label]["bytes_pending"] != part.size:
                plan.parts.append(part)


def _part(file: File) -> Part:
    """All of a file."""
    size, modified_at = stat(file.path)
    columns = file.model.names
    return Part(file.path, file.label, modified_at, 0, size, size, columns, model_hash=model_hash(columns),
                changed_at=changed_at(file.path))  # fmt: skip


def _is_unchanged(part: Part, seen: dict) -> bool:
    return (read_to(seen), seen["source_modified_at"], seen["source_changed_at"]) == (
        part.size,
        part.modified_at,
        part.changed_at,
    )


def _said(model: Model) -> tuple:
    return model.columns, model.sync_state, model.sync_completed
