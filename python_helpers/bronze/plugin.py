"""The dbt-duckdb plugin that fills bronze: ``macros/duckdb/load_bronze.sql`` calls it at the start of a run.

It also makes sure that dbt opens the right database. What a load does is in ``load``.
"""

import errno
import gc
import os
import re
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from dbt_common.exceptions import DbtRuntimeError

from python_helpers.bronze.load import Loader, on_this_machine
from python_helpers.bronze.parts import is_continued
from python_helpers.bronze.progress import warn
from python_helpers.bronze.tables import quote
from python_helpers.export.model import ExportError, without_secrets
from python_helpers.project.seeds import faults

# The dbt commands that load.
LOADING = ("build", "run")
# DuckDB calls a database as its file, and takes these for something else: its own, and our schemas.
TAKEN = {"main", "system", "temp", "bronze", "silver", "gold", "snapshots", "reports", "handover"}


class Plugin(BasePlugin):
    """Settings: ``export`` (folder of the container), ``finance`` (path or glob of the finance CSV), ``moved_from``.

    ``moved_from`` is the folder of an export that goes on in this one; none if empty.
    """

    def initialize(self, config):
        """Takes the settings, as dbt-duckdb asks."""
        self.export_root = config["export"]
        self.finance_path = config["finance"]
        # a profile of one's own may be older than this setting
        self.moved_from = config.get("moved_from", "")

    def update_connection_config(self, creds, config):
        """Before dbt opens the database: makes sure that it can, and that it is the right one."""
        if creds.path != ":memory:":
            try:
                self.conn = _opened(Path(creds.path), config, on_this_machine(self.export_root), self.moved_from)
            except ExportError as error:
                raise DbtRuntimeError(str(error)) from None

    def configure_connection(self, conn):
        """Keeps the connection, as dbt-duckdb asks; ours held the file until now, so that no other build took it."""
        self.conn = conn
        # dbt keeps the parsed project to the end; looking through it for garbage is lost time
        gc.set_threshold(100_000, 50, 1_000)

    def store(self, target_config):
        """Creates the tables of ``config["sources"]`` and loads those whose ids are in ``config["load"]``.

        Before that, checks ``config["seeds"]``: folder of the project, path in it and columns of each seed.
        ``config["kept"]`` are the incremental models of the run: schema, table and columns by name.
        ``config["accept_deletes"]`` is the variable of that name: a table, or a list of them.
        """
        wrong = [fault for root, name, columns in target_config.config["seeds"]
                 for fault in faults(Path(root), name, columns)]  # fmt: skip
        if wrong:
            raise DbtRuntimeError("\n".join(["Nothing was built, and what was built before is unchanged.", *wrong]))
        sources = target_config.config["sources"]
        load = set(target_config.config["load"])
        accepted = target_config.config["accept_deletes"]
        accepted = [accepted] if isinstance(accepted, str) else accepted
        with self.conn.cursor() as cursor:
            try:
                _check_version(cursor, target_config.config["kept"])
                Loader(cursor, sources, self.export_root, self.finance_path, accepted).run(load)
            except ExportError as error:
                raise DbtRuntimeError(f"Nothing was built, and what was built before is unchanged. {error}") from None
            except (OSError, duckdb.Error) as error:
                raise DbtRuntimeError(
                    "Loading stopped; what was loaded until then is complete, and the next build goes on from there. "
                    f"{_advice(error)} {without_secrets(str(error).splitlines()[0])}"
                ) from None


def _check_version(cursor: duckdb.DuckDBPyConnection, kept: dict[str, list]) -> None:
    """Raises ``ExportError`` when a table that the run adds to lacks columns that the project describes."""
    found, lacking = {}, {}
    for schema, table, column in cursor.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = current_database()"
    ).fetchall():
        found.setdefault((schema, table), set()).add(column.lower())
    for model, (schema, table, columns) in sorted(kept.items()):
        before = found.get((schema, table))
        if before and (names := {column.lower() for column in columns} - before):
            lacking[model] = f"{schema}.{table} lacks the columns {', '.join(sorted(names))}"
    if lacking:
        raise ExportError(
            "The database was built by another version of the project, or before models were changed: "
            f"{'; '.join(lacking.values())}. After an update, back up the database, then run: dbt build --full-refresh "
            "--exclude-resource-type unit_test (docs/operations.md, Upgrade). After a change of these models alone: "
            f"dbt build --full-refresh --exclude-resource-type unit_test --select {' '.join(f'{m}+' for m in lacking)}"
        )


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
    if isinstance(error, duckdb.CatalogException):
        return "The database holds something of another kind under a name of ours: remove it, or set C360_DUCKDB."
    return "A file of the export can't be read any more, or the database can't be written:"


def _opened(path: Path, config: dict, export_root: str, moved_from: str) -> duckdb.DuckDBPyConnection:
    """The database, opened as dbt will, if it isn't that of another export.

    ``moved_from`` is the root of an export that goes on in this one. A database at the default place that was built
    from another export is set aside under that export's name. Raises
    ``ExportError`` when the file can't be opened or made, or when C360_DUCKDB names one that was built from another
    export.
    """
    if re.match(r"\w\w+:", str(path)):
        raise ExportError(f"C360_DUCKDB is {path}, but the database must be a file on this machine.")
    if path.stem.lower() in TAKEN or set("'\"") & set(path.name):
        raise ExportError(
            f"The database {path} can't be used, because its name means something else in SQL. Call the file "
            "otherwise, such as customer360.duckdb."
        )
    is_new = not _exists(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = duckdb.connect(path, config=config)
        other = _other_export(database, Path(export_root).resolve()) if get_flags().WHICH in LOADING else None
    except (OSError, duckdb.Error) as error:
        said = str(error).splitlines()[0]
        if is_new and not _exists(path):
            raise ExportError(
                f"The database {path} can't be made. Make room there, get the right to write into the folder, or set "
                f"C360_DUCKDB to another file. The system says: {said}"
            ) from None
        if "not a valid DuckDB database" in said:
            raise ExportError(
                f"{path} is no DuckDB database. Move it away, or set C360_DUCKDB to another file."
            ) from None
        raise ExportError(
            f"The database {path} can't be opened. Close the program that has it open, or set C360_DUCKDB to another "
            f"file. DuckDB says: {said}"
        ) from None
    if not other or (moved_from and Path(other) in (Path(moved_from), Path(moved_from).resolve())):
        return database
    database.close()
    if "C360_DUCKDB" in os.environ:
        raise ExportError(
            f"{path} was built from {other}, and C360_EXPORT is {export_root}, another export. Set C360_DUCKDB to "
            f"another file for it. If it goes on for the same environment: {_move(other)}"
        )
    aside = path.with_name(f"{path.stem}-{Path(other).name}{path.suffix}")
    number = 2
    while aside.exists():
        aside, number = path.with_name(f"{path.stem}-{Path(other).name}-{number}{path.suffix}"), number + 1
    path.rename(aside)
    warn(
        f"{path} was built from another export, {other}. It is kept as {aside}, and a new one is built. If the new "
        f"export goes on for the same environment, move it back and run: {_move(other)}"
    )
    return duckdb.connect(path, config=config)


def _move(other: str) -> str:
    return f".venv/bin/dbt build --vars 'moved_from: {other}' (docs/moving.md)"


def _exists(path: Path) -> bool:
    """Unlike ``Path.exists`` for any name, in any folder."""
    return os.path.exists(path)  # noqa: PTH110


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
            f"from {quote(schema)}.load_state where source_root is not null and bytes_loaded > 0"
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
