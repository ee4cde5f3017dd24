"""Rows that could not be placed in their table: loads those again that fit by now, or that the user has placed."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from python_helpers.bronze.parts import Part, is_beginning
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import Target, transaction
from python_helpers.bronze.write import Writer
from python_helpers.export.layouts import Export
from python_helpers.export.model import Model
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
    columns: the user knows what the export doesn't say. Rows with bytes that are no UTF-8, with wrong quotes or longer
    than 64 MiB never fit. Raises ``ExportError`` when there is no such description, or the export can't be read.
    """
    with connection.cursor() as cursor:
        state = State(cursor, "bronze", export_root)
        export = None if schema else Export(export_root)
        groups = cursor.execute(
            "select table_name, _source_file, _source_modified_at, list(_source_row), list(first_byte), "
            f"list(last_byte), list(raw_text), list(reason) from {state.quarantine} "
            "where ? in ('', table_name) and ? in ('', _source_file) "
            "group by all order by all",
            [table.lower(), file],
        ).fetchall()
        outcomes = []
        for name, label, modified_at, *rows in groups:
            model = state.model(name, schema) if schema else export.model_of(name, label)
            history = [columns for lists in state.columns_before(name).values() for columns in lists]
            fitting = []
            for number, first, last, raw, reason in zip(*rows, strict=True):
                # bytes that are no UTF-8 are escapes, and a giant is cut off
                is_whole = len(raw.encode()) == last - first + 1
                cells = _cells(raw, reason, model, history, decided=bool(schema)) if model and is_whole else None
                if cells:
                    fitting.append((number, first, cells))
            if fitting:
                _load(
                    state,
                    Target(cursor, f'"bronze"."{name}"', name, []),
                    Part(Path(), label, modified_at, 0, 0, 0, model.names),
                    fitting,
                )
            outcomes.append(Outcome(name, label, len(fitting), len(rows[0]) - len(fitting)))
        return outcomes


def _cells(raw: str, reason: str, model: Model, history: list[list[str]], decided: bool) -> bytes | None:
    """The row filled up to the columns of ``model``; None when it doesn't fit them."""
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


def _load(state: State, target: Target, part: Part, rows: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(state.cursor):
        source = Path(folder) / "rows.csv"
        source.write_bytes(b"".join(b"%d,%s\n" % (number, cells) for number, _, cells in rows))
        Writer(state).insert(target, target.sql_name, [part], [source], ["", *part.columns])
        state.release(target.name, part.label, [first for _, first, _ in rows])
