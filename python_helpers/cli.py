"""The command ``c360``: make a sample, see what was built, derive the phone rules."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
console = Console()

LAYERS = ["bronze", "silver", "snapshots", "gold"]


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="New folder for the export and the finance file.")],
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 2000,
    changes: Annotated[int | None, typer.Option(help="Number of exported rows; about 1.7 for each customer.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 360,
    append: Annotated[int, typer.Option(help="Append this many changes to an export made before.")] = 0,
) -> None:
    """Make a fictional Synapse Link export and finance file, or append changes to one."""
    from python_helpers.sample import append_changes, generate

    try:
        if append:
            append_changes(folder, append, seed)
        else:
            generate(folder, customers=customers, changes=changes, seed=seed)
    except (OSError, ValueError) as error:
        _stop(str(error))
    finance = folder / "finance" / "customer_finance.csv"
    database = f".local/{folder.resolve().name}.duckdb"
    print("To build from it:")
    print(f"C360_EXPORT={folder / 'dataverse-contoso-org'} C360_FINANCE={finance} C360_DUCKDB={database} make build")


@app.command()
def status() -> None:
    """Show what was loaded when, the rows of each layer, and what was rejected and why."""
    path = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb"))
    if not path.exists():
        _stop(f"{path} doesn't exist: nothing was built yet. Run make build, or set C360_DUCKDB.")
    try:
        with duckdb.connect(path, read_only=True) as database:
            _status(database)
    except duckdb.IOException as error:
        _stop(f"{path} can't be opened: is a build running, or is it no DuckDB database? {error}")


@app.command()
def phone_rules(
    folder: Annotated[Path, typer.Argument(help="Folder of the seeds.")] = Path("seeds"),
) -> None:
    """Derive the seeds of phone rules anew from the library phonenumbers."""
    from python_helpers.phone_rules import PhoneRulesError, write

    try:
        write(folder)
    except (OSError, PhoneRulesError) as error:
        _stop(str(error))
    console.print(f"Wrote the phone rules to {folder}. Run make test, then dbt build --full-refresh.")


def main() -> None:
    """Entry point of ``c360``."""
    app()


def _status(database: duckdb.DuckDBPyConnection) -> None:
    tables = database.execute(
        "select table_schema, table_name from information_schema.tables where list_contains(?, table_schema) "
        "order by list_position(?, table_schema), table_name",
        [LAYERS, LAYERS],
    ).fetchall()
    if ("bronze", "load_state") not in tables:
        _stop("This database holds no Customer 360. Run make build, or set C360_DUCKDB.")
    loads = database.execute(
        "select table_name, count(*), sum(rows_loaded), sum(rows_quarantined), sum(bytes_loaded), sum(bytes_pending), "
        "max(loaded_at) from bronze.load_state group by all order by all"
    ).fetchall()
    _print(
        "Loaded", ["bronze table", "files", "rows", "quarantined", "bytes", "bytes pending", "last new at (UTC)"], loads
    )
    rows = [(layer, name, _count(database, layer, name)) for layer, name in tables if name != "load_state"]
    _print("Rows", ["layer", "table", "rows"], rows)
    if ("silver", "rejected_rows") in tables:
        rejects = database.execute(
            "select table_name, coalesce(column_name, '(whole row)'), reason, count(*), count(distinct record_id) "
            "from silver.rejected_rows group by all order by all"
        ).fetchall()
        _print("Rejected", ["table", "column", "reason", "values", "records"], rejects)
    quarantined = database.execute(
        "select table_name, _source_file, _source_row, reason from bronze.quarantine "
        "order by _loaded_at desc, table_name, _source_file, _source_row limit 20"
    ).fetchall()
    if quarantined:
        _print("Rows that could not be read, the latest 20", ["table", "file", "row", "reason"], quarantined)


def _count(database: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    return database.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]


def _print(title: str, headings: list[str], rows: list[tuple]) -> None:
    table = Table(title=title, title_justify="left")
    for heading, value in zip(headings, rows[0] if rows else headings, strict=True):
        table.add_column(heading, justify="right" if isinstance(value, int) else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_text, row))
    console.print(table if rows else f"{title}: nothing")


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _stop(message: str) -> None:
    Console(stderr=True).print(message, style="red", soft_wrap=True)
    raise typer.Exit(1)
