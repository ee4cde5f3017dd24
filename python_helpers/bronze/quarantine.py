"""Rows that could not be placed in their table: loads those again that fit by now, or that the user has placed."""

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from python_helpers.bronze.parts import Part, is_beginning
from python_helpers.bronze.plugin import Loader, Target
from python_helpers.export.layouts import Export
from python_helpers.export.model import Column, ExportError, Model
from python_helpers.export.records import split_records


@dataclass(frozen=True)
class Outcome:
    """What became of the quarantined rows of a file."""

    table: str
    file: str
    loaded: int
    left: int


def retry(
    connection: duckdb.DuckDBPyConnection, export_root: str, table: str = "", file: str = "", schema: int = 0
) -> list[Outcome]:
    """Loads quarantined rows, of one ``table`` or ``file`` if given, that fit their columns now.

    With ``schema``, the number of one of the table's descriptions in ``bronze.table_schemas``, rows are read as its
    columns: the user knows what the export doesn't say. Rows with bytes that are no UTF-8 or with wrong quotes never
    fit. Raises ``ExportError`` when there is no such description, or the export can't be read.
    """
    node = {"unique_id": "", "name": "load_state", "source_name": "loader", "schema": "bronze", "columns": {}}
    with connection.cursor() as cursor:
        loader = Loader(cursor, [node | {"identifier": "load_state"}], export_root, "")
        loader.run(set())
        loader.loaded_at = loader._next_loaded_at()
        export = None if schema else Export(export_root)
        groups = cursor.execute(
            "select table_name, _source_file, _source_modified_at, list(_source_row), list(first_byte), "
            f"list(raw_text), list(reason) from {loader.quarantine} "
            "where ? in ('', table_name) and ? in ('', _source_file) "
            "group by all order by all",
            [table.lower(), file],
        ).fetchall()
        outcomes = []
        for name, label, modified_at, *rows in groups:
            target = Target(f'"bronze"."{name}"', name, [])
            model = _logged(loader, name, schema) if schema else export.model_of(name, label)
            history = [columns for lists in loader._history(target).values() for columns in lists]
            fitting = []
            for number, first, raw, reason in zip(*rows, strict=True):
                cells = _cells(raw, reason, model, history, decided=bool(schema)) if model else None
                if cells:
                    fitting.append((number, first, cells))
            if fitting:
                part = Part(Path(), label, modified_at, 0, 0, 0, model.names)
                _load(loader, target, part, fitting)
            outcomes.append(Outcome(name, label, len(fitting), len(rows[0]) - len(fitting)))
        return outcomes


def _cells(raw: str, reason: str, model: Model, history: list[list[str]], decided: bool) -> bytes | None:
    """The row filled up to the columns of ``model``; None when it doesn't fit them."""
    if "UTF-8" in reason or not raw:
        return None
    _, _, values, fault = next(split_records(raw.encode(), ","))
    full, width = len(model.columns), len(values)
    if decided:
        fits = (model.narrowest or full) <= width <= full
    else:
        # columns may only have been added at the end since the row was read
        narrower = re.search(r"but (\d+) columns", reason)
        grew = (len(columns) == int(narrower[1]) and is_beginning(columns, of=model.names) for columns in history)
        fits = width == full and narrower is not None and int(narrower[1]) < full and any(grew)
    return raw.encode() + b"," * (full - width) if fits and not fault else None


def _load(loader: Loader, target: Target, part: Part, rows: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory(prefix="c360-") as folder, loader._transaction():
        source = Path(folder) / "rows.csv"
        source.write_bytes(b"".join(b"%d,%s\n" % (number, cells) for number, _, cells in rows))
        loader._insert(target, target.sql_name, [part], [source], ["", *part.columns])
        these = "table_name = ? and _source_file = ? and list_contains(?, first_byte)"
        values = [target.name, part.label, [first for _, first, _ in rows]]
        lost, count = loader.cursor.execute(
            f"select sum(last_byte - first_byte + 1), count(*) from {loader.quarantine} where {these}", values
        ).fetchall()[0]
        loader.cursor.execute(f"delete from {loader.quarantine} where {these}", values)
        loader.cursor.execute(
            f"update {loader.state} set bytes_loaded = bytes_loaded + ?, bytes_quarantined = bytes_quarantined - ?, "
            "rows_loaded = rows_loaded + ?, rows_quarantined = rows_quarantined - ?, loaded_at = ? "
            "where table_name = ? and source_file = ?",
            [lost, lost, count, count, loader.loaded_at, target.name, part.label],
        )


def _logged(loader: Loader, table: str, number: int) -> Model:
    found = loader.cursor.execute(
        f"select columns, model from {loader.schemas} where table_name = ? and schema_number = ?", [table, number]
    ).fetchall()
    if not found:
        raise ExportError(f"{table} has no schema {number}. Its schemas stand in bronze.table_schemas.")
    return Model(tuple(Column(**column) for column in json.loads(found[0][0])), found[0][1])
