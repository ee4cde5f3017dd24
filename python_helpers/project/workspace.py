"""Where the command works: the folder of the project, its export and its database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from python_helpers.export.layouts import Export
from python_helpers.project.terminal import stop, warn

NOTHING_BUILT = "This database holds no Customer 360. Run make build, or set C360_DUCKDB."


def go_to_project() -> None:
    """Makes the folder of the project the working folder, from any folder in it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "dbt_project.yml").exists():
            os.chdir(folder)
            return
    stop(f"{here} is outside the project: neither it nor a folder above it has a dbt_project.yml. Go to the project.")


def given(address: str) -> str:
    """A path as the user means it, whatever the working folder becomes; an address in a lake stays as it is."""
    return address if "://" in address else str(Path(address).absolute())


def database_path() -> Path:
    """The DuckDB database: the setting C360_DUCKDB, or the usual one in the project."""
    path = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb"))
    if not path.is_absolute():
        go_to_project()
    return path


@contextmanager
def opened(read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database, as long as the block runs."""
    path = database_path()
    if not path.exists():
        stop(f"{path} doesn't exist: nothing was built yet. Run make build, or set C360_DUCKDB.")
    try:
        with duckdb.connect(path, read_only=read_only) as database:
            database.execute("set TimeZone = 'UTC'")
            yield database
    except duckdb.IOException as error:
        stop(f"{path} can't be opened: is a build running, or is it no DuckDB database? {error}")


def need(database: duckdb.DuckDBPyConnection, table: str) -> None:
    """Ends the command when the database lacks a table."""
    schema, name = table.split(".")
    found = database.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    if not found:
        stop(NOTHING_BUILT)


def export() -> Export:
    """The export; what is odd about it is printed as warnings."""
    found = Export(os.environ.get("C360_EXPORT", "sample/dataverse-contoso-org"))
    for warning in found.warnings:
        warn(warning)
    return found
