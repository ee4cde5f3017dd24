"""A folder under check: what its checks have found so far."""

import re
from collections.abc import Callable

import duckdb

from python_helpers.export.lake import Folder
from python_helpers.handover.rules import KEYS, Violation

NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
INTEGERS = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"]
KEY_TYPES = ["VARCHAR", "UUID", *INTEGERS, "HUGEINT", "UBIGINT"]


class Findings:
    """The violations in ``folder``, and its tables with their rows. ``keys`` names the key columns of tables.

    ``form`` is Delta or Common Data Model, empty when the folder is neither.
    """

    def __init__(self, folder: Folder, keys: dict[str, str]):
        self.folder = folder
        # Databricks may write names in lower case
        self.keys = {table.lower(): column for table, column in (KEYS | keys).items()}
        self.violations: list[Violation] = []
        self.tables: dict[str, int] = {}
        self.form = ""
        self.database = duckdb.connect()
        self.database.execute("set TimeZone = 'UTC'")
        if not folder.is_local:
            self.database.register_filesystem(folder.files)

    def violated(self, table: str, rule: str, found: str) -> None:
        """Adds a violation; without ``table`` it is one of the folder."""
        # half a surrogate pair, as JSON may have it, can't be printed
        table, found = (text.encode("utf-8", "backslashreplace").decode() for text in (table, found))
        self.violations.append(Violation(table, rule, found))

    def check_folder_name(self) -> None:
        """Checks the name and the place of the folder."""
        name = self.folder.root.rstrip("/").rsplit("/", 1)[-1]
        if not self.folder.is_local and "/" not in self.folder.root.strip("/"):
            self.violated("", "folder", "it is the root of the container")
        elif not NAME.fullmatch(name):
            self.violated("", "name", f"the folder is named {name}")

    def begin_table(self, table: str) -> None:
        """Adds a table without rows, and checks its name."""
        self.tables[table.encode("utf-8", "backslashreplace").decode()] = 0
        if not NAME.fullmatch(table):
            self.violated(table, "name", f"the table is named {table}")

    def check_key(
        self, table: str, columns: dict[str, str], rows: Callable[[], duckdb.DuckDBPyRelation], key: str | None
    ) -> None:
        """Counts the rows, and looks for a key: ``key``, or any column. ``rows`` gives a relation to read once."""
        self.tables[table] = rows().count("*").fetchall()[0][0]
        if key and key not in columns:
            self.violated(table, "primary key", f"it has no column {key}")
            return
        reasons = []
        for column in [key] if key else columns:
            if columns[column] not in KEY_TYPES:
                reasons.append(f"{column} is a {columns[column].lower()}")
                continue
            empty, twice = rows().aggregate(
                "count(*) - count({0}), count({0}) - count(distinct {0})".format(quote(column))
            ).fetchall()[0]  # fmt: skip
            if not empty + twice:
                return
            reasons.append(f"{column} is empty in {empty:,} rows and repeated in {twice:,}")
        self.violated(table, "primary key", "; ".join(reasons[:3]) + (" …" if len(reasons) > 3 else ""))


def quote(name: str) -> str:
    """The name of a column as SQL."""
    return '"' + name.replace('"', '""') + '"'


def more(found: list) -> str:
    """How many there are beside the first."""
    return f", and {len(found) - 1:,} more" if len(found) > 1 else ""


def first_line(error: object) -> str:
    """The first line of an error's message, or its name when it has none."""
    return (str(error).splitlines() or [type(error).__name__])[0]
