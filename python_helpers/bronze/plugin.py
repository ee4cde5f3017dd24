"""Fills bronze on DuckDB: a dbt-duckdb plugin that ``macros/duckdb/load_bronze.sql`` calls at the start of a run.

What is new in the export or the finance file is added to the bronze tables, as text, exactly once: rows and the load
state of their files commit together. DuckDB reads the CSV; only a stretch in which it meets a bad row is split here,
and the bad rows go to ``bronze.quarantine``.

- Append-only files grow at their end: of a known file only the bytes behind the last complete record are read. One
  whose known part has changed was written anew and is read from its start; silver sees a row sent twice as one version.
- Files of finished incremental folders are read once, and their folders not opened again.
- In-place files and Delta tables hold what lives now: rows that differ from what bronze has are added, and a delete
  for each record that is gone.
- The finance file and the choice metadata are loaded again as a whole when they change.
"""

import errno
import gc
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from glob import escape, glob, has_magic
from itertools import groupby
from os.path import commonpath, relpath
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger
from dbt.flags import get_flags
from dbt_common.exceptions import DbtRuntimeError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import Part, is_beginning, is_continued, model_hash, narrowest, stat
from python_helpers.export.descriptions import read_bytes, read_json
from python_helpers.export.finance import read_header
from python_helpers.export.layouts import SETTLED, TIME_FOLDER, Export
from python_helpers.export.model import METADATA_FILES, ExportError, Model, Table
from python_helpers.export.records import LONGEST_ROW, line_end, scan, split_records

log = AdapterLogger("Bronze")

# Files of one commit: each commit costs time, and a killed load repeats one.
BATCH, BATCH_FILES = 1 << 30, 5000
# Files up to this size are read many at a time.
SMALL = 1 << 24
# DuckDB reads longer rows too, but slowly, because each of its threads takes a buffer of this size.
LONGEST_LINE = 1 << 24
WHERE_FROM = {
    "_rescued_data": "varchar",
    "_source_file": "varchar",
    "_source_row": "bigint",
    "_source_modified_at": "timestamp",
    "_loaded_at": "timestamp",
}
LOADER_TABLES = {
    "quarantine": {
        "table_name": "varchar",
        "first_byte": "bigint",
        "last_byte": "bigint",
        "raw_text": "varchar",
        "reason": "varchar",
        "_source_file": "varchar",
        "_source_row": "bigint",
        "_source_modified_at": "timestamp",
        "_loaded_at": "timestamp",
    },
    "load_state": {
        "table_name": "varchar",
        "source_file": "varchar",
        "bytes_loaded": "bigint",
        "bytes_quarantined": "bigint",
        "bytes_pending": "bigint",
        "rows_loaded": "bigint",
        "rows_quarantined": "bigint",
        "widest_row": "bigint",
        "model_hash": "varchar",
        "fingerprint": "varchar",
        "source_modified_at": "timestamp",
        "started_at": "timestamp",
        "loaded_at": "timestamp",
        "source_root": "varchar",
    },
    "table_schemas": {
        "table_name": "varchar",
        "layout": "varchar",
        "schema_number": "bigint",
        "columns": "varchar",
        "model": "varchar",
        "sync_state": "varchar",
        "sync_completed": "varchar",
        "seen_at": "timestamp",
    },
}
# What stands in _rescued_data of the delete row of a record that a full copy lacks.
GONE = json.dumps({"c360": "not in the export's full copy any more"})
# The dbt commands that load.
LOADING = ("build", "run")


class Unreadable(Exception):
    """DuckDB met a row that it can't read."""


class Grew(Exception):
    """A file grew while DuckDB read it, so that it may have read more than it should."""


class Plugin(BasePlugin):
    """Settings: ``export`` (folder of the container) and ``finance`` (path or glob of the finance CSV)."""

    def initialize(self, config):
        self.export_root = config["export"]
        self.finance_path = config["finance"]

    def update_connection_config(self, creds, config):  # noqa: ARG002 (the caller's signature)
        if creds.path != ":memory:":
            try:
                _open_once(Path(creds.path), _on_this_machine(self.export_root))
            except ExportError as error:
                raise DbtRuntimeError(str(error)) from None

    def configure_connection(self, conn):
        self.conn = conn
        # dbt keeps the parsed project to the end; looking through it for garbage is lost time
        gc.set_threshold(100_000, 50, 1_000)

    def store(self, target_config):
        """Creates the tables of ``config["sources"]`` and loads those whose ids are in ``config["load"]``."""
        sources = target_config.config["sources"]
        load = set(target_config.config["load"])
        with self.conn.cursor() as cursor:
            try:
                Loader(cursor, sources, self.export_root, self.finance_path).run(load)
            except ExportError as error:
                raise DbtRuntimeError(f"Nothing was built, and what was built before is unchanged. {error}") from None
            except (OSError, duckdb.Error) as error:
                raise DbtRuntimeError(
                    "Loading stopped; what was loaded until then is complete, and the next build goes on from there. "
                    f"{_advice(error)} {str(error).splitlines()[0]}"
                ) from None


def _advice(error: Exception) -> str:
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return "The memory is used up: close other programs, or set memory_limit in profiles.yml."
    if (
        "No space left" in text
        or "File too large" in text
        or getattr(error, "errno", None) in (errno.ENOSPC, errno.EFBIG)
    ):
        return "The disk is full: make room, for the database (C360_DUCKDB) and for temporary files (TMPDIR)."
    return "A file of the export can't be read any more, or the database can't be written:"


def _on_this_machine(root: str) -> str:
    if "://" not in root:
        return root
    from python_helpers.export.lake import copy_of

    return str(copy_of(root))


def _open_once(path: Path, export_root: str) -> None:
    """Makes sure that dbt can open the database, and that it is not that of another export.

    A database at the default place that was built from another export is set aside under that export's name. Raises
    ``ExportError`` when the file can't be opened, or when C360_DUCKDB names one that was built from another export.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return
        with duckdb.connect(path) as database:
            other = _other_export(database, Path(export_root).resolve()) if get_flags().WHICH in LOADING else None
    except (OSError, duckdb.Error) as error:
        raise ExportError(
            f"The database {path} can't be opened. Close the program that has it open, or set C360_DUCKDB to another "
            f"file. DuckDB says: {str(error).splitlines()[0]}"
        ) from None
    if not other:
        return
    if "C360_DUCKDB" in os.environ:
        raise ExportError(
            f"{path} was built from {other}, and C360_EXPORT is {export_root}, another export. Set C360_DUCKDB to "
            "another file for it."
        )
    aside = path.with_name(f"{path.stem}-{Path(other).name}{path.suffix}")
    number = 2
    while aside.exists():
        aside, number = path.with_name(f"{path.stem}-{Path(other).name}-{number}{path.suffix}"), number + 1
    path.rename(aside)
    _warn(f"{path} was built from another export, {other}. It is kept as {aside}, and a new one is built.")


def _other_export(database: duckdb.DuckDBPyConnection, root: Path) -> str | None:
    """The root from which the database was built, when none of its files goes on in ``root``."""
    if not root.is_dir():
        return None
    schemas = database.execute(
        "select table_schema from information_schema.columns where table_name = 'load_state' "
        "and column_name = 'source_root'"
    ).fetchall()
    known = [
        row
        for (schema,) in schemas
        for row in database.execute(
            "select source_file, bytes_loaded + bytes_quarantined, fingerprint, source_root "
            f"from {_quote(schema)}.load_state where source_root is not null and bytes_loaded > 0"
        ).fetchall()
    ]
    for name, end, fingerprint, source_root in known:
        file = root / name
        if source_root == str(root) or (file / "_delta_log").is_dir():
            return None
        # files of incremental folders have no fingerprint: they never change
        if file.is_file() and (
            is_continued(file, file.stat().st_size, end, fingerprint) if fingerprint else file.stat().st_size == end
        ):
            return None
    return known[0][3] if known else None


@dataclass
class Target:
    """A bronze table: its name in SQL, its short name, and the columns that models name."""

    sql_name: str
    name: str
    declared: list[str]


@dataclass
class Rows:
    """Rows that stand in no CSV file: their values by column, and what they are."""

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
    what bronze has. ``models`` are descriptions to log, with their layouts. Then ``folders`` are done, the files
    ``still`` are known to have stood still under the newest description, and those ``vanished`` that were not read.
    A table ``is_missing`` when the export holds nothing of it and never did.
    """

    target: Target
    table: Table | None = None
    parts: list[Part] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    copies: list[Part] = field(default_factory=list)
    delta: Path | None = None
    models: list[tuple[str, Model]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    is_missing: bool = False


class Loader:
    """One load. ``sources`` are dbt's source nodes (dicts with unique_id, source_name, name, schema, columns)."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, sources: list[dict], export_root: str, finance_path: str):
        self.cursor = cursor
        self.sources = sources
        self.export_address = export_root
        self.export_root = _on_this_machine(export_root)
        self.finance_path = finance_path
        self.schema = next(node["schema"] for node in sources if node["source_name"] == "loader")
        self.state, self.quarantine, self.schemas = (
            f'"{self.schema}"."{name}"' for name in ("load_state", "quarantine", "table_schemas")
        )

    def run(self, load: set[str]) -> None:
        """Creates missing tables, then loads the sources named in ``load``. Raises ``ExportError``."""
        targets = {}
        self.cursor.execute(f'create schema if not exists "{self.schema}"')
        for name, columns in LOADER_TABLES.items():
            self._create(f'"{self.schema}"."{name}"', columns)
        for node in self.sources:
            name = node["identifier"]
            target = Target(f'"{node["schema"]}"."{name}"', name, [c for c in node["columns"] if c not in WHERE_FROM])
            self.cursor.execute(f'create schema if not exists "{node["schema"]}"')
            if node["source_name"] == "loader":
                continue
            if node["unique_id"] in load:
                targets[name] = (node["source_name"], target)
            else:
                self._create_bronze(target, [])
        if not targets:
            return
        self.loaded_at = self._next_loaded_at()
        names = [name for name, (kind, _) in targets.items() if kind == "dataverse" and name not in METADATA_FILES]
        export = Export(self.export_address, self._loaded_folders()) if names else None
        plans = []
        for kind, target in targets.values():
            if kind == "finance":
                plans.append(Plan(target, parts=self._finance_parts(target)))
            elif target.name in METADATA_FILES:
                export = export or Export(self.export_address, self._loaded_folders())
                plans.append(self._plan_metadata(target, export, names))
            else:
                plans.append(self._plan(target, export))
        missing = sorted(plan.target.name for plan in plans if plan.is_missing)
        if missing:
            _warn(f"The export holds no files of {', '.join(missing)}: such a table counts as empty until they come.")
        for warning in dict.fromkeys(export.warnings if export else []):
            _warn(warning)
        parts = [part for plan in plans for part in [*plan.parts, *plan.copies]]
        with _progress(self.cursor, parts) as self.begin:
            for plan in plans:
                self._carry_out(plan)

    def _carry_out(self, plan: Plan) -> None:
        rows = quarantined = gone = 0
        # also rows of a load that was killed before it had numbered them
        self._number(plan.target)
        for batch in _batches(plan.parts):
            good, bad = self._load(plan.target, batch)
            rows, quarantined = rows + good, quarantined + bad
            self._number(plan.target)
        for listed in plan.rows:
            rows += self._load_rows(plan.target, listed)
        if plan.copies:
            good, bad, gone = self._compare_files(plan)
            rows, quarantined = rows + good, quarantined + bad
        if plan.delta:
            good, gone = self._compare_delta(plan)
            rows += good
        if plan.table:
            gone += self._finish(plan)
        name = f"bronze.{plan.target.name}"
        if rows:
            files = sum(part.end > part.start for part in plan.parts + plan.copies) + len(plan.rows)
            log.info(f"{name}: {rows:,} new rows from {files or 1} file(s)")
        if gone:
            log.info(f"{name}: {gone:,} records are gone from the export, and count as deleted")
        if quarantined:
            _warn(
                f"{name}: {quarantined:,} rows could not be read. They wait in bronze.quarantine with file, row, text "
                "and reason: see them with c360 quarantine."
            )

    # What there is to load

    def _plan(self, target: Target, export: Export) -> Plan:
        known = self._known_files(target)
        loaded = {label[:-1] for label in known if label.endswith("/")}
        table = export.table(target.name, loaded)
        plan = Plan(target, table)
        if table is None:
            self._create_bronze(target, [])
            plan.is_missing = not known
            if known:
                export.warnings.append(f"{target.name} is no longer in the export; the rows that it held stay.")
            return plan
        needed = ["Id", "SinkModifiedOn", "IsDelete"] if table.in_place or table.delta else []
        missing = self._create_bronze(target, table.model.names, needed)
        missing = [name for name in missing if not (table.in_place and name.lower() == "isdelete")]
        if missing:
            export.warnings.append(
                f"{target.name}: the export doesn't hold the columns {', '.join(missing)}; they stay empty."
            )
        labels = {file.label for file in table.files + table.waiting}
        looked_at = {label for label in known if not label.endswith("/") and label.split("/")[0] not in loaded}
        partitions = {Path(label).name for label in labels} if table.in_place else set()
        delta = table.delta.relative_to(export.root).as_posix() if table.delta else ""
        for gone in sorted(looked_at - labels - {delta}):
            if not known[gone]["bytes_loaded"]:
                plan.vanished.append(gone)
            elif Path(gone).name not in partitions:
                export.warnings.append(f"{gone} is no longer in the export; the rows that it held stay.")
        plan.is_missing = not (table.files or table.waiting or table.delta or known)
        history = self._history(target)
        self._plan_classic(plan, export, known, history.get("classic", []))
        self._plan_incremental(plan, known, history.get("incremental", []))
        if table.delta:
            plan.delta = table.delta
            plan.models.append(("delta", table.model))
        return plan

    def _plan_classic(self, plan: Plan, export: Export, known: dict[str, dict], history: list[list[str]]) -> None:
        files = [file for file in plan.table.files if file.folder is None]
        if files:
            plan.models.append(("classic", files[0].model))
        for file in files:
            size, modified_at = stat(file.path)
            columns = file.model.names
            part = Part(file.path, file.label, modified_at, 0, size, size, columns, model_hash=model_hash(columns))
            seen = known.get(file.label)
            if seen and seen["fingerprint"] and (_read_to(seen), seen["source_modified_at"]) == (size, modified_at):
                if seen["model_hash"] != part.model_hash:
                    plan.still.append(file.label)
                continue
            if size == 0 and not seen and not plan.table.in_place:
                export.warnings.append(f"{file.label} is empty.")
            try:
                if plan.table.in_place:
                    self._plan_in_place(plan, export, part, seen)
                else:
                    self._plan_growing(plan, export, part, seen, file.model, history)
            except OSError as error:
                raise ExportError(f"{file.path} can't be read: {error.strerror}.") from None

    def _plan_growing(
        self, plan: Plan, export: Export, part: Part, seen: dict | None, model: Model, history: list[list[str]]
    ) -> None:
        if seen and not is_continued(part.file, part.size, _read_to(seen), seen["fingerprint"]):
            export.warnings.append(f"{part.label} was written anew since the last load and is read from its start.")
            seen = None
        elif seen and _went_on(part, _read_to(seen)):
            export.warnings.append(f"{part.label}: the record that was its last went on; it is read from its start.")
            seen = None
        if seen:
            part.known, part.start, part.widest_before = seen, _read_to(seen), seen["widest_row"]
            part.rows_before = seen["rows_loaded"] + seen["rows_quarantined"]
            part.checksum = int(seen["fingerprint"][:8], 16)
            if seen["model_hash"] != part.model_hash:
                part.doubt = _doubt(part, seen, history)
        part.narrowest = narrowest(model, history)
        self._find_end(part)
        if part.end < part.size:
            export.warnings.append(
                f"{part.label}: the last {part.size - part.end:,} bytes are not a finished record (no line end); they "
                "wait for the next load."
            )
        if part.end > part.start or seen is None or part.size - part.end != seen["bytes_pending"]:
            plan.parts.append(part)
        elif seen["model_hash"] != part.model_hash and part.end == part.size:
            plan.still.append(part.label)

    def _plan_in_place(self, plan: Plan, export: Export, part: Part, seen: dict | None) -> None:
        same = seen and seen["fingerprint"] and part.size == _read_to(seen) and not seen["bytes_pending"]
        if same and is_continued(part.file, part.size, part.size, seen["fingerprint"]):
            return
        self._find_end(part)
        if part.size == 0:
            export.warnings.append(f"{part.label} is empty, perhaps about to be written anew: its records stay.")
        if part.end < part.size:
            export.warnings.append(f"{part.label} isn't written to its end (no line end); it waits for the next load.")
            part.end = part.checksum = 0
        plan.copies.append(part)

    def _find_end(self, part: Part) -> None:
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

    def _plan_incremental(self, plan: Plan, known: dict[str, dict], history: list[list[str]]) -> None:
        waiting = set()
        history = list(history)
        for file in plan.table.files:
            if file.folder is None:
                continue
            if file.model is None:
                waiting.add(file.folder)
            elif not history or history[-1] != file.model.names:
                history.append(file.model.names)
            # one that waited has no columns yet
            if file.label not in known or not known[file.label]["model_hash"]:
                plan.parts.append(p.closed_part(file, history))
        for _, model in plan.table.models:
            if not plan.models or _told(plan.models[-1][1]) != _told(model):
                plan.models.append(("incremental", model))
        plan.folders = [folder for folder in plan.table.folders if folder not in waiting]
        for file in plan.table.waiting:
            part = p.closed_part(file, [])
            if file.label not in known or known[file.label]["bytes_pending"] != part.size:
                plan.parts.append(part)

    def _plan_metadata(self, target: Target, export: Export, tables: list[str]) -> Plan:
        """The labels of choices, from the first that there is: CSV, Delta, or the JSON of each table."""
        plan = Plan(target)
        self._create_bronze(target, target.declared)
        name, columns = METADATA_FILES[target.name]
        known = {Path(row["source_file"]).name: row for row in self._known_files(target).values()}
        for file in export.metadata_files(name):
            label = file.relative_to(export.root).as_posix()
            size, modified_at = stat(file)
            if size and self._is_new(known.get(file.name), file, label, size, modified_at):
                part = Part(file, label, modified_at, 0, size, size, columns.split(), whole=True, ragged=True)
                plan.parts.append(part)
            return plan
        delta = export.delta_metadata(name)
        if delta:
            from python_helpers.export.delta import read_labels

            found = [(delta, *read_labels(delta, columns.split()))]
        else:
            found = [
                (path, size, modified_at, _labels(path, name, columns.split(), table), _hash(path))
                for table in tables
                if (path := export.entity_metadata(table))
                for size, modified_at in [stat(path)]
            ]
        for path, size, modified_at, rows, fingerprint in found:
            if rows and (path.name not in known or known[path.name]["fingerprint"] != fingerprint):
                label = path.relative_to(export.root).as_posix()
                plan.rows.append(Rows(label, modified_at, size, fingerprint, columns.split(), rows))
        if not found:
            export.warnings.append(f"The export doesn't hold OptionsetMetadata/{name}.csv; its labels stay empty.")
        return plan

    def _finance_parts(self, target: Target) -> list[Part]:
        self._create_bronze(target, target.declared)
        pattern = self.finance_path
        if not pattern:
            raise ExportError("C360_FINANCE is empty. Set it to the finance CSV, or unset it for the sample's.")
        if "://" in pattern:
            from python_helpers.export.lake import copied

            pattern = copied(pattern)
        files = sorted(map(Path, glob(pattern, recursive=True))) if has_magic(pattern) else [Path(pattern)]
        if not files:
            raise ExportError(f"No file matches C360_FINANCE ({pattern}).")
        folder = commonpath([file.absolute().parent for file in files])
        labels = [Path(relpath(file.absolute(), folder)).as_posix() for file in files]
        known = self._known_files(target)
        for gone in sorted(set(known) - set(labels)):
            _warn(f"{gone} is no longer among the files of C360_FINANCE; the records that it brought stay.")
        parts = []
        for file, label in zip(files, labels, strict=True):
            size, modified_at = stat(file, "Set C360_FINANCE to the finance CSV.")
            if not self._is_new(known.get(label), file, label, size, modified_at):
                continue
            part = self._finance_part(target, file, label, size, modified_at)
            if part:
                parts.append(part)
        return parts

    def _finance_part(self, target, file, label, size, modified_at) -> Part | None:
        with file.open("rb") as content:
            first = content.read(1 << 20)
        header = read_header(first, target.declared, str(file))
        if header is None:
            _warn(f"{file} is empty, so what was delivered before stays.")
            return None
        if not read_bytes(file)[header.end :].strip():
            _warn(f"{file} holds no rows, so what was delivered before stays.")
            return None
        lower = [name.lower() for name in header.columns]
        missing = [name for name in target.declared if name.lower() not in lower]
        if missing:
            _warn(f"{file} lacks the columns {', '.join(missing)}; they stay empty.")
        return Part(file, label, modified_at, header.end, size, size, header.columns, header.delimiter, 1, whole=True)

    @staticmethod
    def _is_new(seen: dict | None, file: Path, label: str, size: int, modified_at: datetime) -> bool:
        if seen is None or _read_to(seen) != size:
            return True
        if (seen["source_file"], seen["source_modified_at"]) == (label, modified_at):
            return False
        return seen["fingerprint"] != _hash(file)

    # Loading it

    def _load(self, target: Target, parts: list[Part]) -> tuple[int, int]:
        """Loads the parts in one transaction; returns the numbers of loaded and quarantined rows.

        When DuckDB meets a row that it can't read, halves of the parts are loaded, and in the end one part row by row.
        """
        try:
            with tempfile.TemporaryDirectory(prefix="c360-") as folder, self._transaction():
                if any((part.doubt or not part.strict) and part.end > part.start for part in parts):
                    raise Unreadable
                self._forget_quarantine(target, parts)
                counts = self._insert_parts(target, target.sql_name, parts, Path(folder))
                self._remember(target, [(part, rows, 0, 0, len(part.columns) if rows else 0) for part, rows in counts])
                return sum(rows for _, rows in counts), 0
        except Grew:
            return self._load(target, parts)
        except Unreadable:
            if len(parts) == 1:
                return self._load_uneven(target, parts[0])
            half = len(parts) // 2
            halves = [self._load(target, some) for some in (parts[:half], parts[half:])]
            return sum(rows for rows, _ in halves), sum(quarantined for _, quarantined in halves)

    def _load_uneven(self, target: Target, part: Part) -> tuple[int, int]:
        """Loads a part with narrow or bad rows: at once if all are equally narrow, else row by row."""
        begins = split_records(p.read(part.file, part.start, min(part.end, part.start + SMALL)), part.delimiter)
        width = next((len(values) for _, _, values, _ in begins), 0)
        if (
            part.narrowest
            and max(part.narrowest, part.widest_before) <= width < len(part.columns)
            and part.strict
            and not part.doubt
        ):
            try:
                with tempfile.TemporaryDirectory(prefix="c360-") as folder, self._transaction():
                    self._forget_quarantine(target, [part])
                    source = p.copy(part, Path(folder) / "part.csv")
                    rows = self._insert(target, target.sql_name, [part], [source], part.columns[:width])
                    self._remember(target, [(part, rows, 0, 0, width)])
                    return rows, 0
            except Unreadable:
                pass
        with tempfile.TemporaryDirectory(prefix="c360-") as folder, self._transaction():
            self._forget_quarantine(target, [part])
            counts = self._insert_row_by_row(target, target.sql_name, part, Path(folder))
            self._remember(target, [(part, *counts)])
        return counts[:2]

    def _insert_parts(self, target: Target, into: str, parts: list[Part], folder: Path) -> list[tuple[Part, int]]:
        """Inserts the rows of the parts, many small files at a time, and counts them for each part."""
        counts = [(part, 0) for part in parts if part.end == part.start]
        filled = [part for part in parts if part.end > part.start]
        for number, (_, group) in enumerate(groupby(filled, key=_reading)):
            group = list(group)
            self.begin(group)
            direct = [part.start == 0 and part.end == part.size and not part.grew for part in group]
            sources = [
                part.file if whole else p.copy(part, folder / f"{number}-{place}.csv")
                for place, (part, whole) in enumerate(zip(group, direct, strict=True))
            ]
            rows = self._insert(target, into, group, sources, group[0].columns)
            for part, whole in zip(group, direct, strict=True):
                if whole and part.file.stat().st_size != part.size:
                    part.grew = True
            if any(part.grew and whole for part, whole in zip(group, direct, strict=True)):
                raise Grew
            if len(group) == 1:
                counts.append((group[0], rows))
                continue
            found = dict(
                self.cursor.execute(
                    f"select _source_file, count(*) from {into} where _loaded_at = ? group by all", [self.loaded_at]
                ).fetchall()
            )
            counts += [(part, found.get(part.label, 0)) for part in group]
        return counts

    def _insert_row_by_row(self, target: Target, into: str, part: Part, folder: Path) -> tuple[int, int, int, int]:
        """Inserts the good rows, and the others into quarantine; returns what ``Part.sort_out`` does."""
        good, bad = folder / "good.csv", folder / "bad.csv"
        counts = part.sort_out(good, bad)
        try:
            self._insert(target, into, [part], [good], ["", *part.columns])
        except Unreadable:
            raise ExportError(
                f"{part.label}: DuckDB can't read a row that is good CSV. Please report it, with the row."
            ) from None
        self.cursor.execute(
            f"insert into {self.quarantine} by name select ? as table_name, ? as _source_file, "
            "? as _source_modified_at, ? as _loaded_at, * from read_csv(?, header = false, auto_detect = false, "
            "delim = ',', quote = '\"', escape = '\"', "
            f"new_line = '\\r\\n', max_line_size = {4 * LONGEST_ROW}, columns = {{'_source_row': 'bigint', "
            "'first_byte': 'bigint', 'last_byte': 'bigint', 'reason': 'varchar', 'raw_text': 'varchar'})",
            [target.name, part.label, part.modified_at, self.loaded_at, str(bad)],
        )
        return counts

    def _insert(self, target: Target, into: str, parts: list[Part], sources: list[Path], cells: list[str]) -> int:
        """Inserts the rows of ``sources``, the parts' bytes, and counts them; a cell without name is a row's number.

        Raises ``Unreadable`` when DuckDB can't read one.
        """
        names, values = self._placed(target, [(name, f"c{n}") for n, name in enumerate(cells) if name])
        # DuckDB would take a line end within quotes for that of the records
        new_line = line_end(sources[0], 0, sources[0].stat().st_size)
        ragged = parts[0].ragged
        width = len(cells) + ragged  # one cell more, because some rows end with a comma
        # rows are longer than a line may be here only where they are known to be good
        longest = LONGEST_LINE if cells[0] else LONGEST_ROW
        place, number, inner = "1", f"row_number() over () + {parts[0].rows_before}", "*"
        if not cells[0]:
            number = "cast(c0 as bigint)"
        elif into == target.sql_name and parts[0].end - parts[0].start > SMALL:
            # see _number
            number = "null"
        elif len(parts) > 1:
            place = "cast(file_index as bigint) + 1"
            number = f"n - min(n) over (partition by file_index) + 1 + (?::bigint[])[{place}]"
            inner = "*, file_index, row_number() over () as n"
        select = (
            f"insert into {into} ({', '.join([*names, *WHERE_FROM])}) "
            f"select {', '.join(values)}, (?::varchar[])[{place}], {number}, (?::timestamp[])[{place}], ? "
            f"from (select {inner} from read_csv(?, header = false, auto_detect = false, "
            f"delim = {_literal(parts[0].delimiter)}, quote = '\"', escape = '\"', max_line_size = {longest}, "
            f"buffer_size = {longest}, null_padding = {ragged}, parallel = {not ragged}, new_line = '{new_line}', "
            f"columns = {dict.fromkeys([f'c{position}' for position in range(width)], 'varchar')}))"
        )
        settings = [[part.label for part in parts]]
        settings += [[part.rows_before for part in parts]] if inner != "*" else []
        settings += [[part.modified_at for part in parts], self.loaded_at, [escape(str(source)) for source in sources]]
        try:
            rows = self.cursor.execute(select, settings).fetchall()[0][0]
        except duckdb.InvalidInputException:
            raise Unreadable from None
        counted = [part.separators for part in parts if part.separators is not None and cells[0]]
        if counted and sum(counted) != rows * (len(cells) - 1):
            raise Unreadable
        in_table = {name.lower(): _quote(name) for name in self._table_columns(into)}
        strange = [
            f"not regexp_full_match(lower({in_table[column]}), {_literal(p.TELL_TALES[column].pattern)})"
            for column, _ in parts[0].tell_tales()
            if column in in_table
        ]
        if cells[0] and strange:
            labels = [part.label for part in parts]
            found = self._value(
                f"select count(*) from {into} where _loaded_at = ? and list_contains(?, _source_file) "
                f"and ({' or '.join(strange)})",
                [self.loaded_at, labels],
            )
            if found:
                raise Unreadable
        return rows

    def _number(self, target: Target) -> None:
        """Numbers rows of large files by their places in the table, which are those in the file.

        ``row_number`` would keep all but one thread from reading, and an update in the transaction that added the rows
        would write them again.
        """
        added = self.cursor.execute(
            "select source_file, max(rows.rowid) - max(rows_loaded + rows_quarantined) "
            f"from {target.sql_name} as rows join {self.state} on source_file = _source_file and table_name = ? "
            "where _source_row is null group by all",
            [target.name],
        ).fetchall()
        for label, before in added:
            self.cursor.execute(
                f"update {target.sql_name} set _source_row = rowid - ? where _source_row is null and _source_file = ?",
                [before, label],
            )

    def _placed(self, target: Target, cells: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """The columns of the table for cells (name and SQL), and the SQL for these and for _rescued_data."""
        in_table = {name.lower(): name for name in self._table_columns(target.sql_name) if name not in WHERE_FROM}
        placed = [(in_table[name.lower()], sql) for name, sql in cells if name.lower() in in_table]
        others = [(name, sql) for name, sql in cells if name.lower() not in in_table]
        rescue = "null"
        if others:
            pairs = ", ".join(f"{_literal(name)}, {sql}" for name, sql in others)
            rescue = f"case when coalesce({', '.join(sql for _, sql in others)}) is not null "
            # without the empty ones, so that a row stays the same when a column joins
            rescue += f"then cast(json_merge_patch('{{}}', json_object({pairs})) as varchar) end"
        return [_quote(name) for name, _ in placed], [*(sql for _, sql in placed), rescue]

    def _load_rows(self, target: Target, listed: Rows) -> int:
        with self._transaction():
            columns = [[row[place] for row in listed.rows] for place in range(len(listed.columns))]
            self.cursor.execute(
                f"insert into {target.sql_name} ({', '.join([*map(_quote, listed.columns), *WHERE_FROM])}) "
                f"select {', '.join(['unnest(?::varchar[])'] * len(columns))}, null, ?, unnest(range(1, ? + 1)), ?, ?",
                [*columns, listed.label, len(listed.rows), listed.modified_at, self.loaded_at],
            )
            state = _state(target, listed.label, listed.size, listed.modified_at, self.loaded_at)
            state |= {"rows_loaded": len(listed.rows), "fingerprint": listed.fingerprint}
            self._write_state(target, [state])
        return len(listed.rows)

    # Full copies

    def _compare_files(self, plan: Plan) -> tuple[int, int, int]:
        """Compares in-place files with bronze; returns the numbers of new, quarantined and vanished rows."""
        try:
            if not all(part.strict for part in plan.copies):
                raise Unreadable
            return self._compare_parts(plan, self._insert_parts)
        except Grew:
            return self._compare_files(plan)
        except Unreadable:
            return self._compare_parts(plan, self._insert_each_row_by_row)

    def _insert_each_row_by_row(self, target: Target, into: str, parts: list[Part], folder: Path) -> list[tuple]:
        return [(part, *self._insert_row_by_row(target, into, part, folder)) for part in parts]

    def _compare_parts(self, plan: Plan, insert: Callable) -> tuple[int, int, int]:
        target, parts = plan.target, plan.copies
        folder_name = parts[0].label.split("/")[0]
        with tempfile.TemporaryDirectory(prefix="c360-") as folder, self._transaction():
            self._forget_quarantine(target, parts)
            self._make_incoming(target)
            counts = [(*count, 0, 0)[:4] for count in insert(target, "incoming", parts, Path(folder))]
            self._remember(target, [(part, rows, bad, lost, len(part.columns)) for part, rows, bad, lost in counts])
            names = [Path(part.label).name for part in parts]
            older = [
                label
                for label in self._known_files(target)
                if label.startswith(f"{folder_name}/")
                and Path(label).name in names
                and label not in {part.label for part in parts}
            ]
            self._forget(target, older)
            quarantined = sum(bad for *_, bad, _ in counts)
            complete = [part for part in parts if part.end]
            find_gone = not quarantined and plan.table.model.sync_state.lower() != "inprogress"
            if not find_gone:
                # read them again next time
                self.cursor.execute(
                    f"update {self.state} set fingerprint = '' where table_name = ? and list_contains(?, source_file)",
                    [target.name, [part.label for part in complete]],
                )
                why = "rows are in quarantine" if quarantined else "its initial sync is in progress"
                _warn(f"{target.name}: {why}, so records that are gone from it are not looked for until that is over.")
            rows, gone = self._add_changes(
                target,
                f"split_part(_source_file, '/', 1) = {_literal(folder_name)} "
                f"and list_contains(?, parse_filename(_source_file))",
                [[Path(part.label).name for part in complete]],
                {Path(part.label).name: (part.label, part.modified_at) for part in complete},
                find_gone=find_gone,
            )
        return rows, quarantined, gone

    def _compare_delta(self, plan: Plan) -> tuple[int, int]:
        """Compares a new version of a Delta table with bronze; returns the numbers of new and vanished rows."""
        from deltalake.exceptions import DeltaError

        from python_helpers.export.delta import as_text, delta_error, open_delta, version_of

        target, folder = plan.target, plan.delta
        table = open_delta(folder)
        label = folder.relative_to(self.export_root).as_posix()
        version, modified_at, size = version_of(table)
        seen = self._known_files(target).get(label)
        if seen and seen["fingerprint"] == version:
            return 0, 0
        with self._transaction():
            self._make_incoming(target)
            try:
                self.cursor.register("scanned", table.scan())
                columns = self.cursor.execute("describe scanned").fetchall()
                cells = [(name, as_text(_quote(name), kind)) for name, kind, *_ in columns]
                names, values = self._placed(target, cells)
                self.cursor.execute(
                    f"insert into incoming ({', '.join([*names, *WHERE_FROM])}) "
                    f"select {', '.join(values)}, ?, row_number() over (), ?, ? from scanned",
                    [label, modified_at, self.loaded_at],
                )
            except duckdb.OutOfMemoryException:
                raise
            except (duckdb.Error, DeltaError) as error:
                raise delta_error(folder, error) from None
            self.cursor.unregister("scanned")
            rows, gone = self._add_changes(target, "true", [], {"": (label, modified_at)}, find_gone=True)
            state = _state(target, label, size, modified_at, self.loaded_at)
            state |= {"rows_loaded": rows, "fingerprint": version, "source_root": self._root()}
            self._write_state(target, [state])
        return rows, gone

    def _make_incoming(self, target: Target) -> None:
        self.cursor.execute(f"create or replace temp table incoming as from {target.sql_name} limit 0")

    def _add_changes(
        self, target: Target, scope: str, values: list, labels: dict[str, tuple[str, datetime]], find_gone: bool
    ) -> tuple[int, int]:
        """Adds the rows of ``incoming`` that bronze doesn't have as the last of their record.

        With ``find_gone``, a delete row for each live record whose last row is in ``scope`` and that is not incoming.
        ``labels`` gives file and time of these rows, by the name of the file in which the record was.
        """
        columns = [name for name in self._table_columns(target.sql_name) if name not in WHERE_FROM] + ["_rescued_data"]
        key = _quote(next(name for name in columns if name.lower() == "id"))
        packed = f"row({', '.join('{0}.' + _quote(name) for name in columns)})"
        self.cursor.execute(
            f"create or replace temp table known as select * from {target.sql_name} "
            f"qualify row_number() over (partition by lower({key}) order by _loaded_at desc, _source_row desc) = 1"
        )
        gone = 0
        if find_gone:
            deleted, sink = (
                _quote(next(name for name in columns if name.lower() == wanted))
                for wanted in ("isdelete", "sinkmodifiedon")
            )
            files = list(labels)
            gone = self.cursor.execute(
                f"insert into {target.sql_name} ({key}, {sink}, {deleted}, {', '.join(WHERE_FROM)}) "
                f"select {key}, strftime(modified_at, '%Y-%m-%dT%H:%M:%S.%f0Z'), 'True', ?, label, 0, modified_at, ? "
                "from known inner join (select unnest(?::varchar[]) as file, unnest(?::varchar[]) as label, "
                "unnest(?::timestamp[]) as modified_at) on file in ('', parse_filename(_source_file)) "
                f"where {scope} and not list_contains(['true', '1'], lower(coalesce({deleted}, ''))) "
                f"and lower({key}) not in (select lower({key}) from incoming where {key} is not null)",
                [GONE, self.loaded_at, files, [labels[file][0] for file in files], [labels[file][1] for file in files],
                 *values],
            ).fetchall()[0][0]  # fmt: skip
        rows = self.cursor.execute(
            f"insert into {target.sql_name} by name select incoming.* from incoming left join known "
            f"on lower(incoming.{key}) = lower(known.{key}) "
            f"where known._loaded_at is null or {packed.format('incoming')} is distinct from {packed.format('known')}"
        ).fetchall()[0][0]
        self.cursor.execute("drop table known; drop table incoming")
        return rows, gone

    # What is remembered

    def _finish(self, plan: Plan) -> int:
        """When all of a table is loaded: logs its models, ends a re-initial sync, and counts its deletes.

        A killed load does this again: so doubts about a model that has just changed stay until its rows are loaded.
        """
        target = plan.target
        with self._transaction():
            for layout, model in plan.models:
                self._log_model(target, layout, model)
            gone = self._end_sync(plan)
            self._write_state(
                target,
                [_state(target, f"{folder}/", 0, None, self.loaded_at) for folder in plan.folders],
            )
            self._forget(target, plan.vanished)
            if plan.still:
                self.cursor.execute(
                    f"update {self.state} set model_hash = ? where table_name = ? and list_contains(?, source_file)",
                    [model_hash(plan.table.model.names), target.name, plan.still],
                )
        return gone

    def _log_model(self, target: Target, layout: str, model: Model) -> None:
        """Logs how the export describes the table, if that is new in this layout."""
        last = self.cursor.execute(
            f"select columns, sync_state, sync_completed from {self.schemas} where table_name = ? and layout = ? "
            "order by schema_number desc limit 1",
            [target.name, layout],
        ).fetchall()
        columns = json.dumps([asdict(column) for column in model.columns])
        if last == [(columns, model.sync_state, model.sync_completed)]:
            return
        self.cursor.execute(
            f"insert into {self.schemas} select ?, ?, 1 + coalesce(max(schema_number), 0), ?, ?, ?, ?, ? "
            f"from {self.schemas} where table_name = ?",
            [target.name, layout, columns, model.source, model.sync_state, model.sync_completed, self.loaded_at,
             target.name],
        )  # fmt: skip

    def _end_sync(self, plan: Plan) -> int:
        """After a re-initial sync: a delete row for each live record that it didn't send again; counts them.

        In the incremental layout it sent what lies in its folders, in the classic one what came since all files were
        begun anew. When it sent fewer records than it left out, more likely the copy isn't all here.
        """
        target = plan.target
        log = self.cursor.execute(
            f"select layout, model, lower(sync_state) = 'inprogress', sync_completed, seen_at from {self.schemas} "
            "where table_name = ? order by schema_number",
            [target.name],
        ).fetchall()
        completed = [(place, row) for place, row in enumerate(log) if row[3] and not row[2]]
        before = [(place, row) for place, row in completed if row[3] != completed[-1][1][3]]
        columns = {name.lower(): _quote(name) for name in self._table_columns(target.sql_name)}
        if not before or not {"id", "sinkmodifiedon", "isdelete"} <= columns.keys():
            return 0
        layout, model, _, sync_completed, _ = completed[-1][1]
        done = f"initial sync of {sync_completed}/"
        known = self._known_files(target)
        if layout == "incremental":
            folders = [Path(row[1]).parent.name for row in log[before[-1][0] + 1 :] if row[0] == layout]
            read = [label for label, row in known.items() if TIME_FOLDER.match(label) and row["model_hash"]]
            files = [label for label in read if label >= folders[0]]
            sent, values = f"_source_file >= ? and _source_file similar to '{TIME_FOLDER.pattern}/.*'", [folders[0]]
        else:
            files = [file.label for file in plan.table.files if not file.folder]
            sent, values = "_loaded_at >= ?", [min((known[file]["started_at"] for file in files), default=None)]
            if layout != "classic" or not values[0] or values[0] <= before[-1][1][4]:
                return 0
        # what waits may be of a record that would be taken for missing
        if done in known or any(known[file]["bytes_pending"] or known[file]["bytes_quarantined"] for file in files):
            return 0
        key, deleted = columns["id"], columns["isdelete"]
        self.cursor.execute(
            f"create or replace temp table synced as select lower({key}) as id, bool_or({sent}) as sent, "
            f"list_contains(['true', '1'], lower(arg_max(coalesce({deleted}, ''), "
            f"(_loaded_at, _source_file, _source_row)))) as deleted from {target.sql_name} where {key} <> '' "
            "group by all",
            values,
        )
        kept, unsent = self.cursor.execute(
            "select count(*) filter (where sent), count(*) filter (where not sent and not deleted) from synced"
        ).fetchall()[0]
        if unsent > kept:
            _warn(
                f"{target.name} was synced from the start again, but {unsent:,} records didn't come and only {kept:,} "
                "did: they stay. If they are deleted in Dynamics 365, copy the whole export again."
            )
            return 0
        self._write_state(target, [_state(target, done, 0, None, self.loaded_at)])
        return self.cursor.execute(
            f"insert into {target.sql_name} ({key}, {columns['sinkmodifiedon']}, {deleted}, {', '.join(WHERE_FROM)}) "
            "select id, ?, 'True', ?, ?, 0, ?, ? from synced where not sent and not deleted",
            [sync_completed, GONE, Path(model).name, self.loaded_at, self.loaded_at],
        ).fetchall()[0][0]

    def _remember(self, target: Target, counts: list[tuple[Part, int, int, int, int]]) -> None:
        """Writes the state of files: parts with the numbers of rows, bad rows, their bytes, and the widest row."""
        states = []
        for part, rows, quarantined, lost, widest in counts:
            known = part.known or {"rows_loaded": 0, "rows_quarantined": 0, "bytes_quarantined": 0}
            lost += known["bytes_quarantined"]
            fingerprint = _hash(part.file) if part.whole else None
            if part.checksum is not None and not part.whole:
                fingerprint = p.fingerprint(part.file, part.end, part.checksum)
            state = _state(target, part.label, part.end - lost, part.modified_at, self.loaded_at)
            state |= {
                "bytes_quarantined": lost,
                "bytes_pending": part.size - part.end,
                "rows_loaded": known["rows_loaded"] + rows,
                "rows_quarantined": known["rows_quarantined"] + quarantined,
                "widest_row": max(part.widest_before, widest),
                "model_hash": part.model_hash,
                "fingerprint": fingerprint,
                "started_at": known.get("started_at") or self.loaded_at,
                "source_root": None if part.whole else self._root(),
            }
            states.append(state)
        self._write_state(target, states)

    def _write_state(self, target: Target, states: list[dict]) -> None:
        if not states:
            return
        self._forget(target, [state["source_file"] for state in states])
        columns = LOADER_TABLES["load_state"]
        self.cursor.execute(
            f"insert into {self.state} ({', '.join(columns)}) "
            f"select {', '.join(f'unnest(?::{kind}[])' for kind in columns.values())}",
            [[state[name] for state in states] for name in columns],
        )

    def _forget(self, target: Target, labels: list[str]) -> None:
        if labels:
            self.cursor.execute(
                f"delete from {self.state} where table_name = ? and source_file in (select unnest(?::varchar[]))",
                [target.name, labels],
            )

    def _forget_quarantine(self, target: Target, parts: list[Part]) -> None:
        """Of files that are read from their start, for their rows come again."""
        labels = [part.label for part in parts if part.known is None]
        if labels:
            self.cursor.execute(
                f"delete from {self.quarantine} where table_name = ? and _source_file in (select unnest(?::varchar[]))",
                [target.name, labels],
            )

    # The database

    def _create(self, sql_name: str, columns: dict[str, str]) -> None:
        listed = ", ".join(f"{_quote(name)} {kind}" for name, kind in columns.items())
        self.cursor.execute(f"create table if not exists {sql_name} ({listed})")

    def _create_bronze(self, target: Target, exported: list[str], needed: list[str] | None = None) -> list[str]:
        """Creates the table or adds declared and ``needed`` columns; returns the declared ones that aren't exported.

        A column that is declared later is filled from _rescued_data, where it has waited.
        """
        lower = {name.lower(): name for name in exported}
        missing = [name for name in target.declared if name.lower() not in lower]
        wanted = list(exported)
        for name in [*target.declared, *(needed or [])]:
            if name.lower() not in map(str.lower, wanted):
                wanted.append(name)
        self._create(target.sql_name, {**dict.fromkeys(wanted, "varchar"), **WHERE_FROM})
        present = {name.lower() for name in self._table_columns(target.sql_name)}
        for name in [*target.declared, *(needed or [])]:
            if name.lower() not in present:
                present.add(name.lower())
                self.cursor.execute(f"alter table {target.sql_name} add column {_quote(name)} varchar")
                path = "$." + json.dumps(lower.get(name.lower(), name))
                self.cursor.execute(
                    f"update {target.sql_name} set {_quote(name)} = json_extract_string(_rescued_data, ?) "
                    "where json_exists(_rescued_data, ?)",
                    [path, path],
                )
        return missing

    def _table_columns(self, sql_name: str) -> list[str]:
        return [row[0] for row in self.cursor.execute(f"describe {sql_name}").fetchall()]

    def _value(self, sql: str, values: list | None = None):
        return self.cursor.execute(sql, values or []).fetchall()[0][0]

    def _known_files(self, target: Target) -> dict[str, dict]:
        """The state of each file, the one loaded last at the end."""
        columns = LOADER_TABLES["load_state"]
        found = self.cursor.execute(
            f"select {', '.join(columns)} from {self.state} where table_name = ? order by loaded_at", [target.name]
        ).fetchall()
        return {row["source_file"]: row for row in (dict(zip(columns, values, strict=True)) for values in found)}

    def _loaded_folders(self) -> set[str]:
        """Incremental folders of which a table has been loaded; they were finished then."""
        return {row[0] for row in self.cursor.execute(
            f"select distinct rtrim(source_file, '/') from {self.state} where source_file like '%/'"
        ).fetchall()}  # fmt: skip

    def _history(self, target: Target) -> dict[str, list[list[str]]]:
        """The lists of columns that the table has had, in order, by layout."""
        found = {}
        for layout, columns in self.cursor.execute(
            f"select layout, columns from {self.schemas} where table_name = ? order by schema_number", [target.name]
        ).fetchall():
            found.setdefault(layout, []).append([column["name"] for column in json.loads(columns)])
        return found

    def _next_loaded_at(self) -> datetime:
        """Now, but later than each earlier load, because the incremental models go by it."""
        latest = self._value(f"select max(loaded_at) from {self.state}")
        now = datetime.now(UTC).replace(tzinfo=None)
        return max(now, latest + timedelta(microseconds=1)) if latest else now

    def _root(self) -> str:
        return str(Path(self.export_root).resolve())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.cursor.execute("begin")
        try:
            yield
        except BaseException:
            self.cursor.execute("rollback")
            raise
        self.cursor.execute("commit")


def _read_to(state: dict) -> int:
    return state["bytes_loaded"] + state["bytes_quarantined"]


def _told(model: Model) -> tuple:
    return model.columns, model.sync_state, model.sync_completed


def _went_on(part: Part, end: int) -> bool:
    """Whether the record that had no line end at ``end``, and was taken for whole, has more bytes now."""
    before, behind = p.read(part.file, max(end - 1, 0), end), p.read(part.file, end, end + 1)
    return before not in (b"", b"\n", b"\r") and behind not in (b"", b"\n", b"\r")


def _doubt(part: Part, seen: dict, history: list[list[str]]) -> str:
    """Why rows of full width can't be placed after the columns of a growing file have changed; empty when they can."""
    before = next((columns for columns in history if model_hash(columns) == seen["model_hash"]), [])
    if is_beginning(before, of=part.columns):
        return ""
    if any(len(columns) == len(part.columns) and model_hash(columns) != part.model_hash for columns in history):
        return f"{len(part.columns)} values, as the columns had before they changed and as they have now"
    return ""


def _labels(path: Path, name: str, columns: list[str], table: str) -> list[tuple]:
    """The labels of the kind ``name`` in ``<table>-EntityMetadata.json``."""
    content = read_json(path)
    lists = {key.lower(): value for key, value in content.items()} if isinstance(content, dict) else {}
    items = [item for item in lists.get(name.lower()) or [] if isinstance(item, dict)]
    return [
        tuple(
            None if value is None else str(value)
            for value in (item.get(c, table if c == "EntityName" else None) for c in columns)
        )
        for item in items
    ]


def _state(target: Target, label: str, size: int, modified_at: datetime | None, loaded_at: datetime) -> dict:
    counts = ("bytes_quarantined", "bytes_pending", "rows_loaded", "rows_quarantined", "widest_row")
    return {
        **dict.fromkeys(LOADER_TABLES["load_state"]),
        **dict.fromkeys(counts, 0),
        "table_name": target.name,
        "source_file": label,
        "bytes_loaded": size,
        "source_modified_at": modified_at,
        "loaded_at": loaded_at,
    }


def _batches(parts: list[Part]) -> Iterator[list[Part]]:
    """The parts in groups: each commit costs time, and a killed load repeats one group."""
    batch, size = [], 0
    for part in parts:
        batch.append(part)
        size += part.end - part.start
        if size >= BATCH or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _reading(part: Part) -> tuple:
    """Parts for which this is equal are read at once."""
    alone = part.label if part.ragged or part.end - part.start > SMALL else ""
    return part.columns, part.delimiter, line_end(part.file, part.start, part.end), alone


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _warn(text: str) -> None:
    log.warning(f"[WARNING] {text}")


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _progress(cursor: duckdb.DuckDBPyConnection, parts: list[Part]) -> Iterator[Callable[[list[Part]], None]]:
    """A bar over the bytes of all parts, on a terminal; DuckDB tells how far it is within a part.

    Yields a function to call when parts begin.
    """
    console = Console(stderr=True)
    columns = (TextColumn("Loading bronze"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    done, current = 0, 0
    finished = threading.Event()

    def begin(parts: list[Part]) -> None:
        nonlocal done, current
        done, current = done + current, sum(part.end - part.start for part in parts)

    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(part.end - part.start for part in parts))

        def watch() -> None:
            while not finished.wait(0.2):
                share = max(cursor.query_progress(), 0) / 100
                bar.update(task, completed=done + share * current)

        if console.is_terminal:
            threading.Thread(target=watch, daemon=True).start()
        try:
            yield begin
        finally:
            finished.set()
