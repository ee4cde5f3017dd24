"""The command ``c360``: make a sample, see what was loaded and what not, write models of more tables."""

import json
import os
import tempfile
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Literal

from python_helpers.project import extras

with extras.explained():
    import duckdb
    import typer
    from rich.console import Console

    from python_helpers.cli_quarantine import quarantine
    from python_helpers.export.model import ExportError, without_secrets
    from python_helpers.project.terminal import Json, console, show, show_json, stop
    from python_helpers.project.workspace import database_path, export, given, go_to_project, need, opened

app = typer.Typer(no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
app.add_typer(quarantine, name="quarantine")


def main() -> None:
    """Entry point of ``c360``."""
    with extras.explained():
        app()


def _version(asked: bool) -> None:
    if asked:
        print(f"c360 {version_of('customer-360')}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="New folder for the export and the finance file.")],
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 2000,
    changes: Annotated[int | None, typer.Option(help="Number of exported rows; about 1.7 for each customer.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 360,
    contacts: Annotated[
        int | None, typer.Option(help="About so many contacts, and what goes with them; 0: the custom table alone.")
    ] = None,
    households: Annotated[
        int | None, typer.Option(min=1, help="Instead of all that: so many households, hard to tell who is who.")
    ] = None,
    append: Annotated[int, typer.Option(help="Append this many changes to an export made before.")] = 0,
    layout: Annotated[
        Literal["append-only", "incremental", "in-place", "delta", "fabric"],
        typer.Option(help="The layout of the export."),
    ] = "append-only",
) -> None:
    """Make a fictional Synapse Link export and finance file, or append changes to one."""
    from python_helpers.sample.generate import append_changes, generate
    from python_helpers.sample.households import generate_households
    from python_helpers.sample.layouts import lay_out

    if ":/" in str(folder):
        stop("A sample is made in a folder of this machine. Copy it to the lake from there.")
    if append and layout != "append-only":
        stop("Changes can only be appended to an export in the append-only layout. Leave out --append or --layout.")
    if append and households:
        stop("Changes can only be appended to the other sample. Leave out --append or --households.")
    try:
        if append:
            append_changes(folder, append, seed)
        else:
            if households:
                generate_households(folder, households, seed)
            else:
                generate(folder, customers=customers, changes=changes, seed=seed, contacts=contacts)
            if layout != "append-only":
                lay_out(folder, layout)
    except (OSError, ValueError) as error:
        stop(str(error))
    finance = folder / "finance" / "customer_finance.csv"
    database = f".local/{folder.resolve().name}.duckdb"
    print("To build from it:")
    print(f"C360_EXPORT={folder / 'dataverse-contoso-org'} C360_FINANCE={finance} C360_DUCKDB={database} make build")


@app.command()
def status(
    everything: Annotated[bool, typer.Option("--all", help="Also show files, all tables, and reasons.")] = False,
    as_json: Json = False,
) -> None:
    """Show what to look at, and of each exported table its rows, what waits, what was rejected, the last change."""
    from python_helpers.project import inspect

    with opened() as database:
        need(database, "bronze.load_state")
        found = inspect.status(database)
    if as_json:
        show_json(found)
    else:
        inspect.show_status(found, everything)


@app.command()
def explain(
    customer: Annotated[
        str, typer.Argument(help="A name, e-mail address, phone or customer number, or an id, also a former one.")
    ],
    as_json: Json = False,
) -> None:
    """Show the records of a customer, why each belongs to it, and where each value of its profile comes from."""
    from python_helpers.project import inspect

    with opened() as database:
        need(database, "gold.customer_identities")
        found = inspect.find(database, customer)
        if not found:
            stop(f"No customer has the name, e-mail address, phone, customer number, id or record {customer}.")
        explained = inspect.explain(database, found[0]["id"]) if len(found) == 1 else None
    if as_json:
        show_json(explained or {"customers": found})
    elif explained:
        inspect.show_explained(explained)
    else:
        inspect.show_found(found)


@app.command()
def where(
    column: Annotated[str, typer.Argument(help="A column of any table, as gold.customers.email or customers.email.")],
    as_json: Json = False,
) -> None:
    """Show where a column comes from: each step from the export to it, with file and line."""
    from python_helpers.project import lineage

    go_to_project()
    try:
        # silent where nobody looks, as in a pipe
        with Console(stderr=True).status("Compiling the models"):
            found = lineage.Lineage(lineage.compiled(Path()))
        table, name = found.resolve(column)
        paths = found.paths(table, name)
    except lineage.LineageError as error:
        stop(str(error))
    if as_json:
        show_json(lineage.as_data(f"{table}.{name}", paths))
    else:
        console.print("\n".join(lineage.as_lines(f"{table}.{name}", paths)), soft_wrap=True)


@app.command()
def dashboard(
    out: Annotated[str, typer.Option(help="Folder for dashboard.html, also in a lake; C360_OUT without it.")] = "",
    personal_data: Annotated[
        bool | None, typer.Option(help="Show people, or groups only; groups only where C360_TARGET is databricks.")
    ] = None,
    customers: Annotated[int, typer.Option(min=0, help="List so many customers, those that changed last.")] = 100_000,
) -> None:
    """Write gold as one HTML page that needs no server and no network."""
    from python_helpers.dashboard.page import page
    from python_helpers.export.lake import Folder, explained

    out = given(out) if out else os.environ.get("C360_OUT", ".local/out")
    go_to_project()
    if personal_data is None:
        personal_data = os.environ.get("C360_TARGET", "duckdb") != "databricks"
    with opened() as database:
        need(database, "reports.rpt_key_figures")
        text = page(database, personal_data, customers)
    with tempfile.TemporaryDirectory(prefix="c360-") as work:
        file = Path(work) / "dashboard.html"
        file.write_text(text, encoding="utf-8")
        try:
            with explained(out):
                folder = Folder(out)
                folder.put(file, file.name)
        except (OSError, ExportError) as error:
            stop(f"The dashboard can't be written to {out}: {error}")
    print(without_secrets(f"Dashboard: {folder.address(file.name)}"))


@app.command()
def train_matching() -> None:
    """Train the weights of record matching on the built records, without labels, into seeds/match_weights.csv."""
    go_to_project()
    with opened():
        path = database_path()
    try:
        from python_helpers.project.train_matching import SEED, train

        learnt = train(path)
    except ImportError:
        stop("Training needs Splink: .venv/bin/pip install --constraint constraints.txt --editable '.[accuracy]'")
    except (duckdb.CatalogException, FileNotFoundError) as error:
        stop(f"{error}\nRun this in the folder of the project, after make build.")
    print(f"{len(learnt)} weights are in {SEED}. Look at the changes, and build again.")


@app.command()
def handover(
    containers: Annotated[
        str,
        typer.Option(help="Instead, write bronze, silver and gold as Parquet here, as abfss://{layer}@lake….net/c360."),
    ] = "",
    as_json: Json = False,
) -> None:
    """Write the tables for Customer Insights, as Delta tables and as a Common Data Model folder, to C360_OUT."""
    from python_helpers.handover.write import HandoverError, hand_over, write_containers

    if containers and "{layer}" not in containers:
        stop("--containers takes an address with {layer} in it, as .local/out/{layer}.")
    containers = given(containers) if containers else ""
    go_to_project()
    out = os.environ.get("C360_OUT", ".local/out").rstrip("/")
    with opened() as database:
        try:
            written = write_containers(database, containers) if containers else {}
            outcomes = {} if containers else hand_over(database, out)
        except HandoverError as error:
            stop(str(error))
    if as_json:
        show_json({containers.replace("{layer}", layer): count for layer, count in written.items()} or outcomes)
        return
    if containers:
        rows = [(containers.replace("{layer}", layer), count) for layer, count in written.items()]
        show("Written as Parquet", ["folder", "tables"], rows)
        return
    rows = [(outcome.table, outcome.rows, outcome.upserts, outcome.deletes) for outcome in outcomes["delta"]]
    show("Handed over to Customer Insights", ["table", "rows", "added or changed", "deleted"], rows)
    print(f"Delta tables: {out}/handover/delta")
    print(f"Common Data Model: {out}/handover/cdm")


@app.command()
def check_handover(
    folder: Annotated[str, typer.Argument(help="Folder of Delta tables, or Common Data Model folder.")],
    key: Annotated[list[str] | None, typer.Option(help="The key column of a table, as Customer=customer_id.")] = None,
    as_json: Json = False,
) -> None:
    """Check a folder, whoever wrote it, against what Customer Insights accepts; exit with 1 when it doesn't."""
    from python_helpers.export.lake import Folder, explained
    from python_helpers.handover.check import check_folder

    if any("=" not in text for text in key or []):
        stop("--key takes a table and a column: --key Customer=customer_id.")
    try:
        with explained(folder):
            check = check_folder(Folder(folder), dict(text.split("=", 1) for text in key or []))
    except (OSError, ExportError) as error:
        stop(f"It can't be read: {error}")
    if as_json:
        show_json({"form": check.form, "tables": check.tables, "violations": check.violations})
        raise typer.Exit(1 if check.violations else 0)
    for violation in check.violations:
        console.print(f"{violation.table or folder}: {violation.found}", style="bold red", soft_wrap=True)
        console.print(f"  rule: {violation.demand}", soft_wrap=True)
        console.print(f"  fix: {violation.fix}", soft_wrap=True)
    counted = f"{len(check.tables)} tables with {sum(check.tables.values()):,} rows, {check.form}"
    if check.violations:
        stop(f"{len(check.violations)} violations in {folder} ({counted})")
    console.print(f"{folder}: {counted}. Customer Insights accepts it.", soft_wrap=True)


@app.command()
def scaffold(
    tables: Annotated[list[str], typer.Argument(help="Exported tables; contact=person calls its models person_….")],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="A column to add to the models of the table; emailaddress2=second_email names it."
        ),
    ] = None,
) -> None:
    """Write source, staging and silver models of exported tables; of those there are, show what would differ."""
    from python_helpers.project.scaffold import scaffold as write
    from python_helpers.project.scaffold_column import add_columns

    go_to_project()
    if columns and len(tables) > 1:
        stop("--column adds to the models of one table. Name one.")
    try:
        found = export()
        for line in add_columns(found, Path(), tables[0].lower(), columns) if columns else write(found, Path(), tables):
            print(line)
    except (OSError, ExportError) as error:
        stop(str(error))


@app.command()
def drift(
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when the project should follow a change.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what differs between the export and the sources that the project declares, and what to do."""
    from python_helpers.project.drift import drift as compare
    from python_helpers.project.drift import seen

    go_to_project()
    path = database_path()
    try:
        found = compare(export(), Path(), path)
        logged = seen(path)
    except ExportError as error:
        stop(str(error))
    except duckdb.IOException as error:
        stop(f"{path} can't be opened: is a build running, or is it no DuckDB database? {error}")
    if as_json:
        show_json({"differences": found, "seen_by_loads": logged})
    else:
        headings = ["table", "column", "difference", "what to do"]
        rows = [(item.table, item.column, item.difference, item.advice) for item in found]
        show("The export and what the project declares of it", headings, rows, nothing="No differences.")
    if logged and not as_json:
        headings = ["table", "layout", "schema", "seen at (UTC)", "column", "change", "what it means for the rows"]
        show("Changes of columns that loads have seen", headings, [tuple(vars(item).values()) for item in logged])
    if check and any(item.open for item in found):
        raise typer.Exit(1)


@app.command()
def dictionary() -> None:
    """Write docs/data-dictionary.md from the descriptions that dbt parsed last; make generated parses first."""
    from python_helpers.project.dictionary import PAGE
    from python_helpers.project.dictionary import dictionary as page

    go_to_project()
    try:
        manifest = json.loads(Path("target", "manifest.json").read_text())
    except FileNotFoundError:
        stop("There is no target/manifest.json. Run make generated.")
    PAGE.write_text(page(manifest), encoding="utf-8")
    print(f"Wrote {PAGE}")


@app.command()
def docs() -> None:
    """Write target/static_index.html from what dbt docs generate left; make docs runs both."""
    from python_helpers.project import docs_page, lineage

    go_to_project()
    try:
        print(f"Open {docs_page.write(Path('target'))}")
    except FileNotFoundError as error:
        stop(f"There is no {error.filename}. Run make docs.")
    except lineage.LineageError as error:
        stop(str(error))


@app.command()
def phone_rules(
    folder: Annotated[Path, typer.Argument(help="Folder of the seeds.", resolve_path=True)] = Path("seeds"),
) -> None:
    """Make the seeds of phone rules again from the library phonenumbers."""
    from python_helpers.project.phone_rules import PhoneRulesError, write

    try:
        write(folder)
    except (OSError, PhoneRulesError) as error:
        stop(str(error))
    print(f"Wrote the phone rules to {folder}. Run make test, then dbt build --full-refresh.")
