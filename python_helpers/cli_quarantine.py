"""The command ``c360 quarantine``: rows that could not be placed in their table, and another try."""

import os
from typing import Annotated

import typer

from python_helpers.export.model import ExportError
from python_helpers.project.terminal import Json, console, show, show_json, stop
from python_helpers.project.workspace import go_to_project, need, opened

quarantine = typer.Typer(help="Show the rows that could not be placed in their table, with file, bytes and reason.")


@quarantine.callback(invoke_without_command=True)
def show_quarantine(
    context: typer.Context,
    table: Annotated[str, typer.Option(help="Rows of this table only.")] = "",
    limit: Annotated[int, typer.Option(help="Show so many of the latest rows.")] = 20,
    as_json: Json = False,
) -> None:
    if context.invoked_subcommand:
        return
    from python_helpers.project import inspect

    with opened() as database:
        need(database, "bronze.quarantine")
        files, rows = inspect.quarantined(database, table, limit)
    if as_json:
        show_json({"files": files, "rows": rows})
        return
    headings = ["table", "file", "reason", "rows", "bytes"]
    show("In quarantine", headings, [tuple(file.values()) for file in files])
    if rows:
        headings = ["table", "file", "row", "bytes", "reason", "text", "at (UTC)"]
        show(f"The latest {len(rows)} rows", headings, [tuple(row.values()) for row in rows])
        console.print(
            "Load again what fits by now: c360 quarantine retry. Say of which columns rows are: --schema N, with a "
            "schema_number of bronze.table_schemas; c360 drift shows what changed. See docs/export.md."
        )


@quarantine.command("retry")
def retry_quarantine(
    table: Annotated[str, typer.Option(help="Rows of this table only.")] = "",
    file: Annotated[str, typer.Option(help="Rows of this file only, named as c360 quarantine shows it.")] = "",
    schema: Annotated[int, typer.Option(help="Read the rows as the columns of this description of the table.")] = 0,
    as_json: Json = False,
) -> None:
    """Load again the rows in quarantine that fit their columns by now, or those of the schema that you name."""
    from python_helpers.bronze.quarantine import retry

    if schema and not table:
        stop("--schema needs --table: each table has schemas of its own.")
    go_to_project()
    with opened(read_only=False) as database:
        try:
            outcomes = retry(
                database, os.environ.get("C360_EXPORT", "sample/dataverse-contoso-org"), table, file, schema
            )
        except ExportError as error:
            stop(str(error))
    if not outcomes:
        stop("No row in quarantine is of that table and file. See c360 quarantine.")
    if as_json:
        show_json(outcomes)
        return
    show("Tried again", ["table", "file", "loaded", "left"], [(o.table, o.file, o.loaded, o.left) for o in outcomes])
    if any(outcome.loaded for outcome in outcomes):
        console.print("Run make build (dbt build) to take them to silver and gold.")
