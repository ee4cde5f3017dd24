"""Loads an export without dbt, and shows what bronze then holds."""

import json
import os
import re
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb

from python_helpers.bronze.load import Loader
from python_helpers.export import records
from support.interpreter import Bronze, Row, State

DECLARED = ["Id", "SinkModifiedOn", "name", "IsDelete"]
LOADER_TABLES = ("load_state", "quarantine", "table_schemas")
TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)\.?(\d*?)0*Z?(?:\+00(?::00)?)?")


class Lake:
    """An export in ``folder``, and a database, which is in memory when it isn't named."""

    def __init__(self, folder: Path, *tables: str, declared: list[str] = DECLARED, database: str = ":memory:"):
        self.export = folder / "export"
        self.export.mkdir(parents=True, exist_ok=True)
        self.tables = tables or ("dim",)
        self.declared = declared
        self.cursor = duckdb.connect(database, config={"threads": 2})

    def load(self, state: State | None = None) -> None:
        """Loads the export, first making it equal to ``state``."""
        if state is not None:
            write(state, self.export)
        names = dict.fromkeys(self.tables, "dataverse") | dict.fromkeys(LOADER_TABLES, "loader")
        sources = [
            {"unique_id": name, "name": name, "identifier": name, "source_name": source, "schema": "bronze",
             "columns": dict.fromkeys(self.declared if source == "dataverse" else [])}
            for name, source in names.items()
        ]  # fmt: skip
        accepted = self.tables if state and state.accepts_deletes else ()
        clock = state.clock if state else timedelta()

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + clock

        with patch("python_helpers.bronze.state.datetime", Clock):
            Loader(self.cursor, sources, str(self.export), "", accepted).run(set(names))

    def rows(self, table: str = "dim") -> list[Row]:
        """The rows of bronze in the order of loading, without the loader's columns that nobody can predict."""
        found = self.cursor.execute(f"from bronze.{table} order by _loaded_at, _source_file, _source_row")
        columns = [column[0].lower() for column in found.description]
        rows = []
        for values in found.fetchall():
            row = dict(zip(columns, values, strict=True))
            cells = {name: value for name, value in row.items() if value is not None and not name.startswith("_")}
            rescued = json.loads(row["_rescued_data"] or "{}")
            if "c360" in rescued:
                made = {"id": cells["id"].lower(), "isdelete": cells["isdelete"]}
                rows.append(Row(frozenset(made.items())))
                continue
            cells |= {name.lower(): value for name, value in rescued.items() if value is not None}
            rows.append(Row(frozenset(cells.items()), row["_source_file"], row["_source_row"]))
        return rows

    def values(self, *columns: str, table: str = "dim") -> list[tuple]:
        """These columns of all rows."""
        return [tuple(row[column.lower()] for column in columns) for row in self.rows(table)]

    def quarantine(self, table: str = "dim") -> list[tuple[str, int, int, str]]:
        return self.cursor.execute(
            "select _source_file, first_byte, last_byte, raw_text from bronze.quarantine "
            "where table_name = ? order by all",
            [table],
        ).fetchall()

    def bad_rows(self, table: str = "dim") -> list[str]:
        return [raw for *_, raw in self.quarantine(table)]

    def bytes(self, table: str = "dim") -> dict[str, tuple[int, int, int]]:
        """For each file the bytes that are loaded, in quarantine, and waiting."""
        found = self.cursor.execute(
            "select source_file, bytes_loaded, bytes_quarantined, bytes_pending from bronze.load_state "
            "where table_name = ? and not ends_with(source_file, '/')",
            [table],
        ).fetchall()
        return {file: tuple(counts) for file, *counts in found}


def write(state: State, folder: Path) -> None:
    """Makes the folder hold that export. Unchanged files aren't written again."""
    for path in folder.rglob("*"):
        if path.is_file() and "deltalake" not in path.parts and path.relative_to(folder).as_posix() not in state.files:
            path.unlink()
    for name, text in state.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != text:
            path.write_bytes(text)
        age = time.time() - path.stat().st_mtime
        if (abs(age) > 3600, age < -3600) != (name in state.resting, name in state.ahead):
            moved = 7200 if name in state.ahead else -7200
            os.utime(path, (time.time() + moved,) * 2 if name in state.resting else None)
    for name, rows in state.delta.items():
        write_delta(folder / name, rows)


def write_delta(folder: Path, rows: list[dict]) -> None:
    import pyarrow
    from deltalake import DeltaTable, write_deltalake

    if not rows:
        DeltaTable(folder).delete()
        return
    types = {
        "sinkmodifiedon": pyarrow.timestamp("us"),
        "isdelete": pyarrow.bool_(),
        **dict.fromkeys(["versionnumber", "sysrowversion", "recid", "tableid", "recversion"], pyarrow.int64()),
    }
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [
        pyarrow.array([row.get(name) for row in rows], pyarrow.string()).cast(
            types.get(name.lower(), pyarrow.string())
        )
        for name in names
    ]  # fmt: skip
    write_deltalake(folder, pyarrow.table(columns, names), mode="overwrite", schema_mode="overwrite")


def assert_as_specified(lake: Lake, expected: Bronze, state: State) -> None:
    """Bronze, quarantine and pending bytes of the table are those of the interpreter; every byte is accounted for."""
    table = expected.table
    of_delta = f"deltalake/{table}_partitioned" in state.delta
    found, wanted = comparable(lake.rows(table), of_delta), comparable(expected.rows, of_delta)
    assert found == wanted, f"too many: {list(found - wanted)}\nmissing: {list(wanted - found)}"
    found = {entry[:3] for entry in lake.quarantine(table) if entry[0] in state.files}
    wanted = {entry for entry in expected.quarantine if entry[0] in state.files}
    assert found == wanted, f"too many in quarantine: {found - wanted}, missing: {wanted - found}"
    told = lake.bytes(table)
    pending = {file: told[file][2] if file in told else None for file in expected.pending}
    assert pending == expected.pending, f"{pending} wait, not {expected.pending}"
    assert_each_byte_is_told(lake, {file: state.files[file] for file in expected.pending}, table, expected.longest)


def assert_each_byte_is_told(lake: Lake, files: dict[str, bytes], table: str, longest: int) -> None:
    """Each byte is loaded, in quarantine or waiting, and a row in quarantine is the text at its place in the file.

    Of a row of more than ``longest`` bytes it is the beginning.
    """
    in_quarantine = Counter()
    for file, first, last, raw in lake.quarantine(table):
        if file in files:
            in_quarantine[file] += last - first + 1
            text = files[file][first : last + 1]
            kept = text if len(text) <= longest else text[: records.BEGINNING]
            assert kept.decode("utf-8", "backslashreplace") == raw
    told = lake.bytes(table)
    for file, text in files.items():
        loaded, quarantined, pending = told[file]
        assert loaded + quarantined + pending == len(text), f"{file}: {told[file]} of {len(text)} bytes"
        assert quarantined == in_quarantine[file], f"{file}: {quarantined} in quarantine, {in_quarantine[file]} found"


def comparable(rows: list[Row], of_delta: bool) -> Counter:
    """Rows as a multiset. For a Delta table, neither a row's file nor the notation of types matters."""
    if not of_delta:
        return Counter(rows)
    return Counter(Row(frozenset((name, plain(text)) for name, text in row.values)) for row in rows)


def plain(text: str) -> str:
    found = TIMESTAMP.fullmatch(text)
    if found:
        return " ".join(found.groups())
    return text.lower() if text.lower() in ("true", "false") else text


if __name__ == "__main__":
    lake = Lake(Path(sys.argv[1]), database=sys.argv[2])
    print("ready", flush=True)
    lake.load()
