"""The bronze tables: their columns, and where the values of exported rows go in them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

WHERE_FROM = {
    "_rescued_data": "varchar",
    "_source_file": "varchar",
    "_source_row": "bigint",
    "_source_modified_at": "timestamp",
    "_loaded_at": "timestamp",
}


@dataclass
class Target:
    """A bronze table: its name in SQL, its short name, and the columns that models name."""

    cursor: duckdb.DuckDBPyConnection
    sql_name: str
    name: str
    declared: list[str]

    def create(self, exported: list[str], needed: list[str] | None = None) -> list[str]:
        """Creates the table or adds declared and ``needed`` columns; returns the declared ones that aren't exported.

        A column that is declared later is filled from _rescued_data, where it has waited.
        """
        lower = {name.lower(): name for name in exported}
        missing = [name for name in self.declared if name.lower() not in lower]
        wanted = list(exported)
        for name in [*self.declared, *(needed or [])]:
            if name.lower() not in map(str.lower, wanted):
                wanted.append(name)
        # a column that is called like one of ours stays in _rescued_data
        wanted = [name for name in wanted if name.lower() not in WHERE_FROM]
        create_table(self.cursor, self.sql_name, {**dict.fromkeys(wanted, "varchar"), **WHERE_FROM})
        present = {name.lower() for name in self.columns()}
        for name in [*self.declared, *(needed or [])]:
            if name.lower() not in present:
                present.add(name.lower())
                self.cursor.execute(f"alter table {self.sql_name} add column {quote(name)} varchar")
                path = "$." + json.dumps(lower.get(name.lower(), name))
                self.cursor.execute(
                    f"update {self.sql_name} set {quote(name)} = json_extract_string(_rescued_data, ?) "
                    "where json_exists(_rescued_data, ?)",
                    [path, path],
                )
        return missing

    def columns(self) -> list[str]:
        """The columns that the table has, also those of ``WHERE_FROM``."""
        return [row[0] for row in self.cursor.execute(f"describe {self.sql_name}").fetchall()]

    def hides_rowid(self) -> bool:
        """Whether an exported column is called rowid, as DuckDB calls the places of rows."""
        return "rowid" in map(str.lower, self.columns())

    def placed(self, cells: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """The columns of the table for cells (name and SQL), and the SQL for these and for _rescued_data."""
        in_table = {name.lower(): name for name in self.columns() if name not in WHERE_FROM}
        placed = [(in_table[name.lower()], sql) for name, sql in cells if name.lower() in in_table]
        others = [(name, sql) for name, sql in cells if name.lower() not in in_table]
        rescue = "null"
        if others:
            pairs = ", ".join(f"{literal(name)}, {sql}" for name, sql in others)
            rescue = f"case when coalesce({', '.join(sql for _, sql in others)}) is not null "
            # without the empty ones, so that a row stays the same when a column joins
            rescue += f"then cast(json_merge_patch('{{}}', json_object({pairs})) as varchar) end"
        return [quote(name) for name, _ in placed], [*(sql for _, sql in placed), rescue]


def create_table(cursor: duckdb.DuckDBPyConnection, sql_name: str, columns: dict[str, str]) -> None:
    """Creates a table with these columns and types, if there is none of the name."""
    listed = ", ".join(f"{quote(name)} {kind}" for name, kind in columns.items())
    cursor.execute(f"create table if not exists {sql_name} ({listed})")


@contextmanager
def transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commits at the end, and rolls back when anything goes wrong, also when the user stops it."""
    cursor.execute("begin")
    try:
        yield
    except BaseException:
        cursor.execute("rollback")
        raise
    cursor.execute("commit")


def quote(name: str) -> str:
    """The name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as SQL."""
    return "'" + text.replace("'", "''") + "'"
