"""Tells what differs between the export, what the project declares of it, and what earlier loads have seen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

import duckdb

from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, Column
from python_helpers.export.unread import undescribed, unread
from python_helpers.project.sources import Declared, cdm_type, declared, reads

# Where an export lacks them, the loader fills them.
FILLED = {"id", "sinkmodifiedon", "isdelete"}


@dataclass(frozen=True)
class Change:
    """What became of a column from one list of columns to the next.

    ``kind`` is added, removed, renamed, retyped or moved; ``before`` and ``after`` are names, or types when it was
    retyped. ``shifts`` says that the columns after it have moved.
    """

    kind: str
    column: str
    before: str = ""
    after: str = ""
    shifts: bool = False

    def __str__(self) -> str:
        return {
            "added": "inserted in the middle" if self.shifts else "new",
            "removed": "removed from the middle" if self.shifts else "not exported any more",
            "renamed": f"likely renamed to {self.after}: same place and type",
            "retyped": f"was {self.before}, is {self.after}",
            "moved": "at another place",
        }[self.kind]


@dataclass(frozen=True)
class Finding:
    """A difference between export and project, and what to do; ``open`` when the project should follow."""

    table: str
    column: str
    difference: str
    advice: str
    open: bool


@dataclass(frozen=True)
class Seen:
    """A change that a load saw in the descriptions of a table in one layout, and what it means for the rows."""

    table: str
    layout: str
    number: int
    seen_at: datetime
    column: str
    change: str
    meaning: str


def changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    """What changed from one list of columns to the next; each is names with types, in their order."""
    before = {name.lower(): (name, kind) for name, kind in before.items()}
    after = {name.lower(): (name, kind) for name, kind in after.items()}
    old, new = list(before), list(after)
    found = [
        Change("retyped", after[name][0], before[name][1], after[name][1])
        for name in new
        if name in before and before[name][1] != after[name][1]
    ]
    for operation, start, end, start_after, end_after in SequenceMatcher(None, old, new, False).get_opcodes():
        gone, come = old[start:end], new[start_after:end_after]
        if operation == "replace" and len(gone) == len(come):
            same = [(a, b) for a, b in zip(gone, come, strict=True) if before[a][1] == after[b][1]]
            same = [(a, b) for a, b in same if a not in after and b not in before]
            found += [Change("renamed", before[a][0], before[a][0], after[b][0]) for a, b in same]
            gone = [name for name in gone if name not in dict(same)]
            come = [name for name in come if name not in dict(same).values()]
        if operation != "equal":
            removed = [name for name in gone if name not in after]
            found += [Change("removed", before[name][0], shifts=end < len(old)) for name in removed]
            for name in come:
                kind = "moved" if name in before else "added"
                found.append(Change(kind, after[name][0], shifts=end < len(old)))
    return found


def drift(export: Export, project: Path, database: Path) -> list[Finding]:
    """What differs between the export and the sources that the project declares. Raises ``ExportError``."""
    sources = {name: table for name, table in declared(project).items() if name not in METADATA_FILES}
    bronze = _bronze_columns(database)
    loaded = {name for (name,) in _query(database, "select distinct lower(table_name) from bronze.load_state")}
    exported = export.table_names()
    found = [
        Finding(name, "", "no source declares it", f"to build it: c360 scaffold {name}", False)
        for name in exported
        if name not in sources
    ]
    unknown = undescribed(export)
    found += [
        Finding(
            name,
            "",
            f"{folder} holds CSV files that no model.json describes",
            "nothing reads them: copy model.json again, or let Synapse Link export the table again",
            False,
        )
        for name, folder in sorted(unknown.items())
    ]
    found += [Finding(path, "", "nothing reads it", f"it {why}", False) for path, why in unread(export).items()]
    for name, source in sources.items():
        if name in unknown:
            continue
        if name not in exported:
            # that one never came may be as it should
            advice = "no new rows come" if name in loaded else "it counts as empty"
            found.append(
                Finding(name, "", "the export lacks it", f"{advice}: let Synapse Link export it", name in loaded)
            )
            continue
        columns = {column.name: cdm_type(column) for column in export.table(name).model.columns}
        model = _staging_model(project, name)
        for change in _of_project(source, columns, bronze.get(name)):
            waits = change.kind == "added" and name in bronze and change.column.lower() not in bronze[name]
            advice, follow = _advice(change, name, source, model, waits)
            found.append(Finding(name, change.column, str(change), advice, follow))
    return found


def seen(database: Path) -> list[Seen]:
    """The changes of columns that loads have logged."""
    found = []
    last: dict[tuple[str, str], dict[str, str]] = {}
    for table, layout, number, logged, seen_at in _query(
        database,
        "select table_name, layout, schema_number, columns, seen_at from bronze.table_schemas order by schema_number",
    ):
        columns = {column["name"]: cdm_type(Column(**column)) for column in json.loads(logged)}
        before = last.get((table, layout), columns)
        last[table, layout] = columns
        found += [
            Seen(table, layout, number, seen_at, change.column, str(change), _meaning(change))
            for change in changes(before, columns)
        ]
    return sorted(found, key=lambda change: change.seen_at)


def _of_project(source: Declared, columns: dict[str, str], bronze: set[str] | None) -> Iterator[Change]:
    """The changes from a declaration to the export."""
    if source.lists_all:
        for change in changes({name: kind or "" for name, kind in source.columns.items()}, columns):
            untold = change.kind == "retyped" and not change.before
            filled = change.kind == "removed" and change.column.lower() in FILLED
            if not (untold or filled or change.kind == "moved"):
                yield replace(change, shifts=False)
        return
    # the models use these columns only, and bronze has more
    declared_here = {name.lower() for name in source.columns}
    exported = {name.lower() for name in columns}
    for name in source.columns:
        if name.lower() not in exported | FILLED:
            yield Change("removed", name)
    for name in columns:
        if name.lower() not in declared_here | (exported if bronze is None else bronze):
            yield Change("added", name)


def _advice(change: Change, table: str, source: Declared, model: str, waits: bool) -> tuple[str, bool]:
    """What to do about a change, and whether the project should follow it."""
    where = f"c360 scaffold {table} shows where" if source.lists_all else f"{source.path} and {model}"
    rebuild = f"then dbt build --full-refresh --select {model}+"
    if change.kind == "added":
        add = f"c360 scaffold {table} --column {change.column}"
        return f"{'it waits in _rescued_data; ' if waits else ''}add it: {add}; {rebuild}", True
    if change.kind == "renamed":
        return f"add {change.after}, and take coalesce({change.after}, {change.before}): {where}; {rebuild}", True
    if change.kind == "removed":
        return "new rows are empty there, older ones keep their values: nothing, or take it out of the models", False
    if change.before.partition("(")[0] == change.after.partition("(")[0] == "string":
        return f"nothing: no model limits the length of texts; {where} the length is", False
    return f"read it as {change.after}: {where}; {rebuild}", True


def _meaning(change: Change) -> str:
    shifted = "places moved: each row is read as its file's model says; those in doubt wait in bronze.quarantine"
    return {
        "added": shifted if change.shifts else "rows from before are empty there",
        "removed": shifted if change.shifts else "rows from then on are empty there",
        "renamed": "rows from then on have it under the new name, older ones under the old name",
        "retyped": "bronze keeps the text; what the models can't read as their type is in the rejected rows",
        "moved": shifted,
    }[change.kind]


def _staging_model(project: Path, table: str) -> str:
    """The model that reads a table, or how it would be called."""
    for path in sorted(project.glob("models/**/*.sql")):
        if reads(path, table):
            return path.stem
    return f"stg_dataverse__{table}"


def _bronze_columns(database: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    sql = "select lower(table_name), lower(column_name) from information_schema.columns where table_schema = 'bronze'"
    for table, column in _query(database, sql):
        found.setdefault(table, set()).add(column)
    return found


def _query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query; none when nothing was built yet."""
    if not database.exists():
        return []
    try:
        with duckdb.connect(database, read_only=True) as connection:
            return connection.execute(sql).fetchall()
    except duckdb.CatalogException:
        return []
