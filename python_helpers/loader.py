"""Fills bronze on DuckDB: a dbt-duckdb plugin that ``macros/load_bronze.sql`` calls at the start of a run.

What is new in the export or the finance file is added to the bronze tables, as text, exactly once: rows and the load
state of their files commit together. DuckDB reads the CSV; only a stretch in which it meets a bad row is split here,
and the bad rows go to ``bronze.quarantine``.

Files of Dataverse tables grow at their end, so of a known file only the bytes behind the last complete record are
read. A file whose known part has changed was written anew and is read from its start; silver sees the same row twice
as one version. The finance file and the option-set metadata are loaded again as a whole when they change.
"""

import csv
import gc
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from glob import glob, has_magic
from os.path import commonpath, relpath
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger
from dbt.flags import get_flags
from dbt_common.exceptions import DbtRuntimeError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from python_helpers.export import METADATA_FILES, Export, ExportError, read_bytes
from python_helpers.finance import read_header
from python_helpers.records import end_of_complete_records, line_end, split_records

log = AdapterLogger("Bronze")

# After this time without a change, a last record without line end counts as complete.
SETTLED = timedelta(hours=1)
FINGERPRINT = 1 << 16
LONGEST_ROW = 1 << 26
BATCH = 1 << 30
WHERE_FROM = {
    "_rescued_data": "varchar",
    "_source_file": "varchar",
    "_source_row": "bigint",
    "_source_modified_at": "timestamp",
    "_loaded_at": "timestamp",
}
QUARANTINE = {
    "table_name": "varchar",
    "first_byte": "bigint",
    "last_byte": "bigint",
    "raw_text": "varchar",
    "reason": "varchar",
    "_source_file": "varchar",
    "_source_row": "bigint",
    "_source_modified_at": "timestamp",
    "_loaded_at": "timestamp",
}
LOAD_STATE = {
    "table_name": "varchar",
    "source_file": "varchar",
    "bytes_loaded": "bigint",
    "bytes_pending": "bigint",
    "rows_loaded": "bigint",
    "rows_quarantined": "bigint",
    "fingerprint": "varchar",
    "source_modified_at": "timestamp",
    "loaded_at": "timestamp",
    "source_root": "varchar",
}
# The dbt commands that load.
LOADING = ("build", "run")


class Unreadable(Exception):
    """DuckDB met a row that it can't read."""


class Plugin(BasePlugin):
    """Settings: ``export`` (folder of the container) and ``finance`` (path or glob of the finance CSV)."""

    def initialize(self, config):
        self.export_root = config["export"]
        self.finance_path = config["finance"]

    def update_connection_config(self, creds, config):  # noqa: ARG002 (the caller's signature)
        if creds.path != ":memory:":
            try:
                _open_once(Path(creds.path), self.export_root)
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
            f"select source_file, bytes_loaded, fingerprint, source_root from {_quote(schema)}.load_state "
            "where source_root is not null and bytes_loaded > 0"
        ).fetchall()
    ]
    for name, loaded, fingerprint, source_root in known:
        file = root / name
        if source_root == str(root) or (file.is_file() and _fingerprint(file, loaded) == fingerprint):
            return None
    return known[0][3] if known else None


@dataclass
class Target:
    """A bronze table: its name in SQL, its short name, and the columns that models name."""

    sql_name: str
    name: str
    declared: list[str]


@dataclass
class Part:
    """What to load of a file: bytes ``start`` to ``end``, and the columns of its cells.

    ``rows_before`` rows of the file stand before it. ``known`` is the load state of the file when the part goes on
    where an earlier load ended. ``whole`` marks files that are loaded again as a whole when anything in them changes,
    ``ragged`` those whose rows may lack trailing cells.
    """

    file: Path
    label: str
    modified_at: datetime
    start: int
    end: int
    columns: list[str]
    delimiter: str = ","
    rows_before: int = 0
    known: dict | None = None
    whole: bool = False
    ragged: bool = False


class Loader:
    """One load. ``sources`` are dbt's source nodes (dicts with unique_id, source_name, name, schema, columns)."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, sources: list[dict], export_root: str, finance_path: str):
        self.cursor = cursor
        self.sources = sources
        self.export_root = export_root
        self.finance_path = finance_path
        schema = next(node["schema"] for node in sources if node["source_name"] == "loader")
        self.state = f'"{schema}"."load_state"'
        self.quarantine = f'"{schema}"."quarantine"'

    def run(self, load: set[str]) -> None:
        """Creates missing tables, then loads the sources named in ``load``. Raises ``ExportError``."""
        targets = {}
        for node in self.sources:
            name = node["identifier"]
            target = Target(f'"{node["schema"]}"."{name}"', name, [c for c in node["columns"] if c not in WHERE_FROM])
            self.cursor.execute(f'create schema if not exists "{node["schema"]}"')
            if node["source_name"] == "loader":
                self._create(target.sql_name, {"load_state": LOAD_STATE, "quarantine": QUARANTINE}[name])
            elif node["unique_id"] in load:
                targets[name] = (node["source_name"], target)
            else:
                self._create_bronze(target, [])
        if not targets:
            return
        self.loaded_at = self._next_loaded_at()
        export = Export(self.export_root) if any(kind == "dataverse" for kind, _ in targets.values()) else None
        work = []
        for kind, target in targets.values():
            if kind == "finance":
                work.append((target, self._finance_parts(target)))
            elif target.name in METADATA_FILES:
                work.append((target, self._metadata_parts(target, export)))
            else:
                work.append((target, self._table_parts(target, export)))
        for warning in export.warnings if export else []:
            _warn(warning)
        with _progress(self.cursor, [part for _, parts in work for part in parts]) as self.begin:
            for target, parts in work:
                rows = quarantined = 0
                for batch in _batches(parts):
                    good, bad = self._load(target, batch)
                    rows, quarantined = rows + good, quarantined + bad
                if rows:
                    log.info(f"bronze.{target.name}: {rows:,} new rows from {len(parts)} file(s)")
                if quarantined:
                    _warn(
                        f"bronze.{target.name}: {quarantined:,} rows could not be read. They wait in "
                        "bronze.quarantine with file, row, text and reason."
                    )

    # What there is to load

    def _table_parts(self, target: Target, export: Export) -> list[Part]:
        table = export.table(target.name)
        if table is None:
            self._create_bronze(target, [])
            export.warnings.append(f"{target.name}: the export doesn't hold this table, so it stays empty.")
            return []
        missing = self._create_bronze(target, table.columns)
        if missing:
            export.warnings.append(
                f"{target.name}: the export doesn't hold the columns {', '.join(missing)}; they stay empty."
            )
        known = self._known_files(target)
        labels = [file.relative_to(export.root).as_posix() for file in table.files]
        for gone in sorted(set(known) - set(labels)):
            export.warnings.append(f"{gone} is no longer in the export; the rows that it held stay.")
        if not table.files:
            export.warnings.append(f"{target.name}: the export holds no file of this table.")
        parts = []
        for file, label in zip(table.files, labels, strict=True):
            size, modified_at = _stat(file)
            seen = known.get(label)
            if seen and (seen["bytes_loaded"], seen["source_modified_at"]) == (size, modified_at):
                continue
            if size == 0 and not seen:
                export.warnings.append(f"{label} is empty.")
            if seen and (
                size < seen["bytes_loaded"] or _fingerprint(file, seen["bytes_loaded"]) != seen["fingerprint"]
            ):
                export.warnings.append(f"{label} was written anew since the last load and is read from its start.")
                seen = None
            start = seen["bytes_loaded"] if seen else 0
            end = self._end(file, start, size, modified_at, len(table.columns))
            if end < size:
                export.warnings.append(
                    f"{label}: the last {size - end:,} bytes are not a finished record (no line end); they wait for "
                    "the next load."
                )
            if end > start or seen is None or size - end != seen["bytes_pending"]:
                rows = seen["rows_loaded"] + seen["rows_quarantined"] if seen else 0
                parts.append(Part(file, label, modified_at, start, end, table.columns, rows_before=rows, known=seen))
        return parts

    def _end(self, file: Path, start: int, size: int, modified_at: datetime, width: int) -> int:
        """Where the last record ends; one without line end counts when it is whole and the file has been at rest."""
        try:
            with file.open("rb") as content:
                end = end_of_complete_records(content, start, size)
            if end < size and datetime.now(UTC).replace(tzinfo=None) - modified_at > SETTLED:
                last = list(split_records(_read(file, end, size), ",", width))
                if len(last) == 1 and not last[0][2]:
                    return size
        except OSError as error:
            raise ExportError(f"{file} can't be read: {error.strerror}.") from None
        return end

    def _metadata_parts(self, target: Target, export: Export) -> list[Part]:
        self._create_bronze(target, target.declared)
        name, columns = METADATA_FILES[target.name]
        file = export.metadata_file(name)
        if file is None:
            export.warnings.append(f"The export doesn't hold OptionsetMetadata/{name}.csv; its labels stay empty.")
            return []
        label = file.relative_to(export.root).as_posix()
        size, modified_at = _stat(file)
        if not self._is_new(target, label, file, size, modified_at) or size == 0:
            return []
        return [Part(file, label, modified_at, 0, size, columns.split(), whole=True, ragged=True)]

    def _finance_parts(self, target: Target) -> list[Part]:
        self._create_bronze(target, target.declared)
        pattern = self.finance_path
        if not pattern:
            raise ExportError("C360_FINANCE is empty. Set it to the finance CSV, or unset it for the sample's.")
        if "://" in pattern:
            raise ExportError(f"C360_FINANCE is {pattern}, a lake address, which can't be read yet: name a local file.")
        files = sorted(map(Path, glob(pattern, recursive=True))) if has_magic(pattern) else [Path(pattern)]
        if not files:
            raise ExportError(f"No file matches C360_FINANCE ({pattern}).")
        folder = commonpath([file.absolute().parent for file in files])
        labels = [Path(relpath(file.absolute(), folder)).as_posix() for file in files]
        for gone in sorted(set(self._known_files(target)) - set(labels)):
            _warn(f"{gone} is no longer among the files of C360_FINANCE; the records that it brought stay.")
        parts = []
        for file, label in zip(files, labels, strict=True):
            size, modified_at = _stat(file, "Set C360_FINANCE to the finance CSV.")
            if not self._is_new(target, label, file, size, modified_at):
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
        return Part(file, label, modified_at, header.end, size, header.columns, header.delimiter, 1, whole=True)

    def _is_new(self, target: Target, label: str, file: Path, size: int, modified_at: datetime) -> bool:
        seen = self._known_files(target).get(label)
        if seen is None or seen["bytes_loaded"] != size:
            return True
        return seen["source_modified_at"] != modified_at and seen["fingerprint"] != _fingerprint(file, size, size)

    # Loading it

    def _load(self, target: Target, parts: list[Part]) -> tuple[int, int]:
        """Loads the parts in one transaction; returns the numbers of loaded and quarantined rows.

        When DuckDB meets a row that it can't read, the parts are loaded one by one, and that part row by row.
        """
        try:
            with tempfile.TemporaryDirectory(prefix="c360-") as folder, self._transaction():
                rows = 0
                for part in parts:
                    rows += self._load_part(target, part, Path(folder) / "part.csv")
                return rows, 0
        except Unreadable:
            if len(parts) == 1:
                return self._load_row_by_row(target, parts[0])
            counts = [self._load(target, [part]) for part in parts]
            return sum(rows for rows, _ in counts), sum(quarantined for _, quarantined in counts)

    def _load_part(self, target: Target, part: Part, copy: Path) -> int:
        rows = 0
        if part.end > part.start:
            self.begin(part)
            complete = part.start == 0 and part.end == part.file.stat().st_size
            source = part.file if complete else _copy(part, copy)
            rows = self._insert(target, part, source, part.columns, f"row_number() over () + {part.rows_before}")
        self._remember(target, part, rows, 0)
        return rows

    def _load_row_by_row(self, target: Target, part: Part) -> tuple[int, int]:
        with tempfile.TemporaryDirectory(prefix="c360-") as folder:
            good, bad = Path(folder) / "good.csv", Path(folder) / "bad.csv"
            rows, quarantined = _sort_out(part, good, bad)
            with self._transaction():
                self._insert(target, part, good, ["", *part.columns], "cast(c0 as bigint)")
                self.cursor.execute(
                    f"insert into {self.quarantine} select ?, first_byte, last_byte, raw_text, reason, ?, row_number, "
                    "?, ? from read_csv(?, header = false, auto_detect = false, delim = ',', quote = '\"', "
                    f"escape = '\"', max_line_size = {LONGEST_ROW}, columns = {{'row_number': 'bigint', "
                    "'first_byte': 'bigint', 'last_byte': 'bigint', 'reason': 'varchar', 'raw_text': 'varchar'})",
                    [target.name, part.label, part.modified_at, self.loaded_at, str(bad)],
                )
                self._remember(target, part, rows, quarantined)
        return rows, quarantined

    def _insert(self, target: Target, part: Part, source: Path, cells: list[str], row_number: str) -> int:
        """Inserts the rows of ``source`` and counts them. Raises ``Unreadable`` when DuckDB can't read one."""
        in_table = {name.lower(): name for name in self._table_columns(target) if name not in WHERE_FROM}
        names, values, rescued = [], [], []
        for position, column in enumerate(cells):
            if column.lower() in in_table:
                names.append(_quote(in_table[column.lower()]))
                values.append(f"c{position}")
            elif column:
                rescued.append((column, f"c{position}"))
        rescue = "null"
        if rescued:
            pairs = ", ".join(f"{_literal(name)}, {cell}" for name, cell in rescued)
            rescue = f"case when coalesce({', '.join(cell for _, cell in rescued)}) is not null "
            rescue += f"then cast(json_object({pairs}) as varchar) end"
        # DuckDB would take a line end within quotes for that of the records
        new_line = line_end(source, 0, source.stat().st_size)
        width = len(cells) + part.ragged  # one cell more, because some rows end with a comma
        self.cursor.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        try:
            rows = self.cursor.execute(
                f"insert into {target.sql_name} ({', '.join([*names, *WHERE_FROM])}) "
                f"select {', '.join([*values, rescue])}, ?, {row_number}, ?, ? from read_csv(?, header = false, "
                f"auto_detect = false, delim = {_literal(part.delimiter)}, quote = '\"', escape = '\"', "
                f"max_line_size = {LONGEST_ROW}, store_rejects = true, null_padding = {part.ragged}, "
                f"parallel = {not part.ragged}, new_line = '{new_line}', "
                f"columns = {dict.fromkeys([f'c{position}' for position in range(width)], 'varchar')})",
                [part.label, part.modified_at, self.loaded_at, str(source)],
            ).fetchall()[0][0]
            rejected = self.cursor.execute("select count(*) from reject_errors").fetchall()[0][0]
        except duckdb.InvalidInputException:
            raise Unreadable from None
        if rejected:
            raise Unreadable
        return rows

    def _remember(self, target: Target, part: Part, rows: int, quarantined: int) -> None:
        known = part.known or {"rows_loaded": 0, "rows_quarantined": 0}
        self.cursor.execute(
            f"delete from {self.state} where table_name = ? and source_file = ?", [target.name, part.label]
        )
        self.cursor.execute(
            f"insert into {self.state} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                target.name,
                part.label,
                part.end,
                part.file.stat().st_size - part.end,
                known["rows_loaded"] + rows,
                known["rows_quarantined"] + quarantined,
                _fingerprint(part.file, part.end, part.end if part.whole else FINGERPRINT),
                part.modified_at,
                self.loaded_at,
                None if part.whole else str(Path(self.export_root).resolve()),
            ],
        )

    # The database

    def _create(self, sql_name: str, columns: dict[str, str]) -> None:
        listed = ", ".join(f"{_quote(name)} {kind}" for name, kind in columns.items())
        self.cursor.execute(f"create table if not exists {sql_name} ({listed})")

    def _create_bronze(self, target: Target, exported: list[str]) -> list[str]:
        """Creates the table or adds its new columns; returns the declared columns that aren't exported."""
        lower = {name.lower() for name in exported}
        missing = [name for name in target.declared if name.lower() not in lower]
        columns = [*exported, *missing]
        self._create(target.sql_name, {**dict.fromkeys(columns, "varchar"), **WHERE_FROM})
        present = {name.lower() for name in self._table_columns(target)}
        for name in columns:
            if name.lower() not in present:
                self.cursor.execute(f"alter table {target.sql_name} add column {_quote(name)} varchar")
        return missing

    def _table_columns(self, target: Target) -> list[str]:
        return [row[0] for row in self.cursor.execute(f"describe {target.sql_name}").fetchall()]

    def _known_files(self, target: Target) -> dict[str, dict]:
        found = self.cursor.execute(f"select * from {self.state} where table_name = ?", [target.name]).fetchall()
        return {row["source_file"]: row for row in (dict(zip(LOAD_STATE, values, strict=True)) for values in found)}

    def _next_loaded_at(self) -> datetime:
        """Now, but later than each earlier load, because the incremental models go by it."""
        latest = self.cursor.execute(f"select max(loaded_at) from {self.state}").fetchall()[0][0]
        now = datetime.now(UTC).replace(tzinfo=None)
        return max(now, latest + timedelta(microseconds=1)) if latest else now

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.cursor.execute("begin")
        try:
            yield
        except BaseException:
            self.cursor.execute("rollback")
            raise
        self.cursor.execute("commit")


def _batches(parts: list[Part]) -> Iterator[list[Part]]:
    """The parts in groups of about BATCH bytes: each commit costs time, and a killed load repeats one group."""
    batch, size = [], 0
    for part in parts:
        batch.append(part)
        size += part.end - part.start
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sort_out(part: Part, good: Path, bad: Path) -> tuple[int, int]:
    """Writes the good rows, numbered, to one file and the bad ones with their faults to another; counts both."""
    rows = quarantined = 0
    with good.open("wb") as good_file, bad.open("w", encoding="utf-8", newline="") as bad_file:
        writer = csv.writer(bad_file, quoting=csv.QUOTE_ALL)
        records = split_records(_read(part.file, part.start, part.end), part.delimiter, len(part.columns))
        for number, (raw, offset, fault) in enumerate(records, part.rows_before + 1):
            if fault:
                text = raw.decode("utf-8", "backslashreplace")
                first = part.start + offset
                writer.writerow([number, first, first + len(raw) - 1, fault, text])
                quarantined += 1
            else:
                good_file.write(b"%d%s%s\n" % (number, part.delimiter.encode(), raw))
                rows += 1
    return rows, quarantined


def _read(file: Path, start: int, end: int) -> bytes:
    with file.open("rb") as content:
        content.seek(start)
        return content.read(end - start)


def _copy(part: Part, to: Path) -> Path:
    with part.file.open("rb") as source, to.open("wb") as copy:
        source.seek(part.start)
        left = part.end - part.start
        while left and (block := source.read(min(left, 1 << 22))):
            left -= copy.write(block)
    return to


def _fingerprint(file: Path, end: int, length: int = FINGERPRINT) -> str:
    """A hash of the first and the last ``length`` of the first ``end`` bytes: they change when a file is rewritten."""
    with file.open("rb") as content:
        digest = hashlib.sha256(content.read(min(length, end)))
        content.seek(max(end - length, 0))
        digest.update(content.read(min(length, end)))
    return digest.hexdigest()


def _stat(file: Path, advice: str = "Copy it again.") -> tuple[int, datetime]:
    """Size in bytes and UTC time of the last change. Raises ``ExportError`` when the file can't be opened."""
    try:
        with file.open("rb"):
            found = file.stat()
    except OSError as error:
        raise ExportError(f"{file} can't be read: {error.strerror}. {advice}") from None
    return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None)


def _warn(text: str) -> None:
    log.warning(f"[WARNING] {text}")


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _progress(cursor: duckdb.DuckDBPyConnection, parts: list[Part]) -> Iterator[Callable[[Part], None]]:
    """A bar over the bytes of all parts, on a terminal; DuckDB tells how far it is within a part.

    Yields a function to call when a part begins.
    """
    console = Console(stderr=True)
    columns = (TextColumn("Loading bronze"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    done, current = 0, 0
    finished = threading.Event()

    def begin(part: Part) -> None:
        nonlocal done, current
        done, current = done + current, part.end - part.start

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
