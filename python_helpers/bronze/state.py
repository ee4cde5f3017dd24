"""The loader's own tables: how far each file is loaded, which rows wait, and how the export described its tables."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import Part
from python_helpers.bronze.tables import create_table
from python_helpers.export.model import Column, ExportError, Model
from python_helpers.export.records import LONGEST_ROW

TABLES = {
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
        "source_changed_at": "timestamp",
    },
    "in_place_records": {
        "table_name": "varchar",
        "file": "varchar",
        "id": "varchar",
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
COUNTS = ("bytes_quarantined", "bytes_pending", "rows_loaded", "rows_quarantined", "widest_row")


class State:
    """The loader's tables in ``schema``, created if they aren't there.

    ``load_state``, ``quarantine``, ``table_schemas`` and ``in_place_records`` are their names in SQL, ``root`` is the
    folder of the export (``source_root`` as ``load_state`` has it), and ``loaded_at`` the time of this load.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, schema: str, root: str | Path):
        self.cursor = cursor
        self.root, self.source_root = Path(root), str(Path(root).resolve())
        self.cursor.execute(f'create schema if not exists "{schema}"')
        for name, columns in TABLES.items():
            create_table(cursor, f'"{schema}"."{name}"', columns)
        self.quarantine, self.load_state, self.in_place_records, self.table_schemas = (
            f'"{schema}"."{name}"' for name in TABLES
        )
        # a database of an earlier version lacks it
        cursor.execute(f"alter table {self.load_state} add column if not exists source_changed_at timestamp")
        self.loaded_at = self._next_loaded_at()

    def _next_loaded_at(self) -> datetime:
        """Now, but later than each earlier load, because the incremental models go by it."""
        latest = self.cursor.execute(f"select max(loaded_at) from {self.load_state}").fetchall()[0][0]
        now = datetime.now(UTC).replace(tzinfo=None)
        return max(now, latest + timedelta(microseconds=1)) if latest else now

    # Files

    def files(self, table: str) -> dict[str, dict]:
        """The state of each file and each finished folder of a table, the one loaded last at the end."""
        columns = TABLES["load_state"]
        found = self.cursor.execute(
            f"select {', '.join(columns)} from {self.load_state} where table_name = ? order by loaded_at", [table]
        ).fetchall()
        return {row["source_file"]: row for row in (dict(zip(columns, values, strict=True)) for values in found)}

    def loaded_folders(self) -> set[str]:
        """Incremental folders of which a table has been loaded; they were finished then."""
        return {row[0] for row in self.cursor.execute(
            f"select distinct rtrim(source_file, '/') from {self.load_state} where source_file like '%/'"
        ).fetchall()}  # fmt: skip

    def entry(self, table: str, label: str, size: int = 0, modified_at: datetime | None = None, **more) -> dict:
        """A row of ``load_state``: of a file with its size, or of a folder; ``more`` are other columns."""
        return {
            **dict.fromkeys(TABLES["load_state"]),
            **dict.fromkeys(COUNTS, 0),
            "table_name": table,
            "source_file": label,
            "bytes_loaded": size,
            "source_modified_at": modified_at,
            "loaded_at": self.loaded_at,
            **more,
        }

    def write(self, table: str, entries: list[dict]) -> None:
        """Writes rows of ``load_state``, in place of those of the same files."""
        if not entries:
            return
        self.forget(table, [entry["source_file"] for entry in entries])
        columns = TABLES["load_state"]
        self.cursor.execute(
            f"insert into {self.load_state} ({', '.join(columns)}) "
            f"select {', '.join(f'unnest(?::{kind}[])' for kind in columns.values())}",
            [[entry[name] for entry in entries] for name in columns],
        )

    def remember(self, table: str, counts: Iterable[tuple[Part, int, int, int, int]]) -> None:
        """Writes the state of files: parts with the numbers of rows, bad rows, their bytes, and the widest row."""
        entries = []
        for part, rows, quarantined, lost, widest in counts:
            known = part.known or {"rows_loaded": 0, "rows_quarantined": 0, "bytes_quarantined": 0}
            lost += known["bytes_quarantined"]
            fingerprint = p.file_hash(part.file) if part.whole else None
            # a record that waits may still be of the columns that were there before
            waits_on = part.known and part.start == part.end < part.size
            if part.checksum is not None and not part.whole:
                fingerprint = p.fingerprint(part.file, part.end, part.checksum)
            entries.append(
                self.entry(
                    table,
                    part.label,
                    part.end - lost,
                    part.modified_at,
                    bytes_quarantined=lost,
                    bytes_pending=part.size - part.end,
                    rows_loaded=known["rows_loaded"] + rows,
                    rows_quarantined=known["rows_quarantined"] + quarantined,
                    widest_row=max(part.widest_before, widest),
                    model_hash=known["model_hash"] if waits_on else part.model_hash,
                    fingerprint=fingerprint,
                    started_at=known.get("started_at") or self.loaded_at,
                    source_changed_at=part.changed_at,
                    source_root=None if part.whole else self.source_root,
                )
            )
        self.write(table, entries)

    def change(self, table: str, labels: list[str], **values: object) -> None:
        """Changes columns of the state of some files."""
        changes = ", ".join(f"{name} = ?" for name in values)
        self.cursor.execute(
            f"update {self.load_state} set {changes} where table_name = ? and list_contains(?, source_file)",
            [*values.values(), table, labels],
        )

    def forget(self, table: str, labels: list[str]) -> None:
        """Removes the state of files."""
        if labels:
            self.cursor.execute(
                f"delete from {self.load_state} where table_name = ? and source_file in (select unnest(?::varchar[]))",
                [table, labels],
            )

    def holding(self, table: str) -> set[str]:
        """The names of the in-place files that hold records of a table."""
        return {row[0] for row in self.cursor.execute(
            f"select distinct file from {self.in_place_records} where table_name = ?", [table]
        ).fetchall()}  # fmt: skip

    # Quarantine

    def forget_quarantine(self, table: str, parts: list[Part]) -> None:
        """Removes the quarantined rows of files that are read from their start, because these rows come again."""
        labels = [part.label for part in parts if part.known is None]
        if labels:
            self.cursor.execute(
                f"delete from {self.quarantine} where table_name = ? and _source_file in (select unnest(?::varchar[]))",
                [table, labels],
            )

    def hold_back(self, table: str, part: Part, bad: Path) -> None:
        """Adds the rows of a part that ``Part.sort_out`` has written to ``bad``."""
        self.cursor.execute(
            f"insert into {self.quarantine} by name select ? as table_name, ? as _source_file, "
            "? as _source_modified_at, ? as _loaded_at, * from read_csv(?, header = false, auto_detect = false, "
            "delim = ',', quote = '\"', escape = '\"', "
            f"new_line = '\\r\\n', max_line_size = {4 * LONGEST_ROW}, columns = {{'_source_row': 'bigint', "
            "'first_byte': 'bigint', 'last_byte': 'bigint', 'reason': 'varchar', 'raw_text': 'varchar'})",
            [table, part.label, part.modified_at, self.loaded_at, str(bad)],
        )

    def release(self, table: str, label: str, first_bytes: list[int]) -> None:
        """Removes quarantined rows of a file, named by their first bytes, and counts them as loaded."""
        these, values = "table_name = ? and _source_file = ? and list_contains(?, first_byte)", [table, label]
        size, rows = self.cursor.execute(
            f"select sum(last_byte - first_byte + 1), count(*) from {self.quarantine} where {these}",
            [*values, first_bytes],
        ).fetchall()[0]
        self.cursor.execute(f"delete from {self.quarantine} where {these}", [*values, first_bytes])
        self.cursor.execute(
            f"update {self.load_state} set bytes_loaded = bytes_loaded + ?, bytes_quarantined = bytes_quarantined - ?, "
            "rows_loaded = rows_loaded + ?, rows_quarantined = rows_quarantined - ?, loaded_at = ? "
            "where table_name = ? and source_file = ?",
            [size, size, rows, rows, self.loaded_at, *values],
        )

    # Descriptions

    def columns_before(self, table: str) -> dict[str, list[list[str]]]:
        """The lists of columns that the table has had, in order, by layout."""
        found = {}
        for layout, columns in self.cursor.execute(
            f"select layout, columns from {self.table_schemas} where table_name = ? order by schema_number", [table]
        ).fetchall():
            found.setdefault(layout, []).append([column["name"] for column in json.loads(columns)])
        return found

    def model(self, table: str, number: int) -> Model:
        """The description ``number`` of a table. Raises ``ExportError`` when there is none."""
        found = self.cursor.execute(
            f"select columns, model from {self.table_schemas} where table_name = ? and schema_number = ?",
            [table, number],
        ).fetchall()
        if not found:
            raise ExportError(f"{table} has no schema {number}. Its schemas are in bronze.table_schemas.")
        return Model(tuple(Column(**column) for column in json.loads(found[0][0])), found[0][1])

    def log_model(self, table: str, layout: str, model: Model) -> bool:
        """Logs how the export describes the table, if that is new in this layout; returns whether it is."""
        last = self.cursor.execute(
            f"select columns, sync_state, sync_completed from {self.table_schemas} "
            "where table_name = ? and layout = ? order by schema_number desc limit 1",
            [table, layout],
        ).fetchall()
        columns = json.dumps([asdict(column) for column in model.columns])
        if last == [(columns, model.sync_state, model.sync_completed)]:
            return False
        self.cursor.execute(
            f"insert into {self.table_schemas} select ?, ?, 1 + coalesce(max(schema_number), 0), ?, ?, ?, ?, ? "
            f"from {self.table_schemas} where table_name = ?",
            [table, layout, columns, model.source, model.sync_state, model.sync_completed, self.loaded_at, table],
        )
        return True
