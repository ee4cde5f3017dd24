"""The command ``c360``: make a sample, see what was loaded and what not, write models of more tables."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from python_helpers.export.model import Export, ExportError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
quarantine = typer.Typer(help="Show the rows that could not be placed in their table, with file, bytes and reason.")
app.add_typer(quarantine, name="quarantine")
console = Console(markup=False)

LAYERS = ["bronze", "silver", "snapshots", "gold"]
LOADER_TABLES = ["bronze.load_state", "bronze.table_schemas"]
NOTHING_BUILT = "This database holds no Customer 360. Run make build, or set C360_DUCKDB."


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="New folder for the export and the finance file.")],
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 2000,
    changes: Annotated[int | None, typer.Option(help="Number of exported rows; about 1.7 for each customer.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 360,
    contacts: Annotated[
        int | None, typer.Option(help="About so many contacts, and what goes with them; 0: the custom table alone.")
    ] = None,
    append: Annotated[int, typer.Option(help="Append this many changes to an export made before.")] = 0,
) -> None:
    """Make a fictional Synapse Link export and finance file, or append changes to one."""
    from python_helpers.sample.generate import append_changes, generate

    try:
        if append:
            append_changes(folder, append, seed)
        else:
            generate(folder, customers=customers, changes=changes, seed=seed, contacts=contacts)
    except (OSError, ValueError) as error:
        _stop(str(error))
    finance = folder / "finance" / "customer_finance.csv"
    database = f".local/{folder.resolve().name}.duckdb"
    print("To build from it:")
    print(f"C360_EXPORT={folder / 'dataverse-contoso-org'} C360_FINANCE={finance} C360_DUCKDB={database} make build")


@app.command()
def status() -> None:
    """Show what was loaded when, the rows of each layer, and what was rejected and why."""
    with _database() as database:
        _status(database)


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="A customer_id, also a former one, a record_id or an e-mail.")],
) -> None:
    """Show the records of a customer, why each belongs to it, and where each value of its profile comes from."""
    with _database() as database:
        if "gold.customer_identities" not in _tables(database):
            _stop(NOTHING_BUILT)
        found = database.execute(
            "select distinct customer_id from gold.customer_identities "
            "left join silver.person_records using (record_id) "
            "where lower(?) in (customer_id, own_customer_id, lower(record_id), email) order by all",
            [customer.strip()],
        ).fetchall()
        if not found:
            _stop(f"No customer has the id, the former id, the record or the e-mail address {customer}.")
        for (customer_id,) in found:
            _explain(database, customer_id)


RECORDS_OF_CUSTOMER = """
select
    identities.record_id,
    identities.is_live,
    identities.matched_by,
    clusters.weight,
    identities.matched_record_id,
    full_name,
    email,
    phone,
    nullif(concat_ws(', ', street_address, postcode, city), ''),
    'born ' || date_of_birth,
    'number ' || records.cid
from gold.customer_identities as identities
left join silver.person_records as records using (record_id)
left join silver.match_clusters as clusters using (record_id)
where identities.customer_id = ?
order by identities.matched_record_id nulls first, record_id
"""


def _explain(database: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    records = database.execute(RECORDS_OF_CUSTOMER, [customer_id]).fetchall()
    numbers = {record_id: number for number, (record_id, *_) in enumerate(records, start=1)}
    lines = [f"Customer {customer_id} has {len(records)} records:"]
    for record_id, is_live, matched_by, weight, matched, *says in records:
        rule = f"its weight of {weight}" if matched_by == "score" else matched_by
        why = f"joined to {numbers[matched]} by {rule}" if matched else rule
        lines.append(f"{numbers[record_id]:>2}  {record_id}: {why}{'' if is_live else '; deleted since'}")
        if said := [" ".join(str(value).split()) for value in says if value is not None]:
            lines.append(f"    {' | '.join(said)}")
    console.print("\n".join(lines), soft_wrap=True)
    values = database.execute(
        "select attribute, value, record_id, value_at::date::varchar, rule, runner_up_value, runner_up_record_id "
        "from gold.customer_attribute_provenance where customer_id = ? order by attribute",
        [customer_id],
    ).fetchall()
    rows = [
        (
            attribute,
            f"{value} ({numbers[record]})",
            changed,
            rule,
            f"{other or ''} ({numbers[second]})" if second else "",
        )
        for attribute, value, record, changed, rule, other, second in values
    ]
    headings = ["attribute", "value (of record)", "changed", "because of", "runner-up"]
    _print("Where its profile comes from", headings, rows)
    former = database.execute(
        "select previous_customer_id from gold.customer_id_redirects where customer_id = ? order by all", [customer_id]
    ).fetchall()
    if former:
        console.print(f"Ids that lead to it: {', '.join(previous for (previous,) in former)}", soft_wrap=True)


@app.command()
def dashboard(
    out: Annotated[
        str, typer.Option(envvar="C360_OUT", help="Folder for dashboard.html, also in a lake.")
    ] = ".local/out",
    personal_data: Annotated[
        bool | None, typer.Option(help="Show people, or groups only; groups only where C360_TARGET is databricks.")
    ] = None,
    customers: Annotated[int, typer.Option(min=0, help="List so many customers, those that changed last.")] = 100_000,
) -> None:
    """Write gold as one HTML page that needs no server and no network."""
    from python_helpers.dashboard.page import page
    from python_helpers.export.lake import Folder, explained

    _in_project()
    if personal_data is None:
        personal_data = os.environ.get("C360_TARGET", "duckdb") != "databricks"
    with _database() as database:
        try:
            text = page(database, personal_data, customers)
        except duckdb.CatalogException:
            _stop(NOTHING_BUILT)
    with tempfile.TemporaryDirectory(prefix="c360-") as work:
        file = Path(work) / "dashboard.html"
        file.write_text(text, encoding="utf-8")
        try:
            with explained(out):
                folder = Folder(out)
                folder.put(file, file.name)
        except (OSError, ExportError) as error:
            _stop(f"The dashboard can't be written to {out}: {error}")
    print(f"Dashboard: {folder.address(file.name)}")


@app.command()
def train_matching() -> None:
    """Train the weights of record matching on the built records, without labels, into seeds/match_weights.csv."""
    path = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb"))
    if not path.exists():
        _stop(f"{path} doesn't exist: nothing was built yet. Run make build, or set C360_DUCKDB.")
    try:
        from python_helpers.project.train_matching import SEED, train

        learnt = train(path)
    except ImportError:
        _stop("Training needs Splink: .venv/bin/pip install --constraint constraints.txt --editable '.[accuracy]'")
    except (duckdb.CatalogException, FileNotFoundError) as error:
        _stop(f"{error}\nRun this in the folder of the project, after make build.")
    print(f"{len(learnt)} weights are in {SEED}. Look at the changes, and build again.")


@app.command()
def handover(
    containers: Annotated[
        str,
        typer.Option(help="Instead, write bronze, silver and gold as Parquet here, as abfss://{layer}@lake….net/c360."),
    ] = "",
) -> None:
    """Write the tables for Customer Insights, as Delta tables and as a Common Data Model folder, to C360_OUT."""
    from python_helpers.handover.write import HandoverError, hand_over, write_containers

    if containers and "{layer}" not in containers:
        _stop("--containers takes an address with {layer} in it, as .local/out/{layer}.")
    out = os.environ.get("C360_OUT", ".local/out").rstrip("/")
    with _database() as database:
        try:
            if containers:
                written = write_containers(database, containers)
                rows = [(containers.replace("{layer}", layer), count) for layer, count in written.items()]
                _print("Written as Parquet", ["folder", "tables"], rows)
                return
            outcomes = hand_over(database, out)
        except HandoverError as error:
            _stop(str(error))
    rows = [(outcome.table, outcome.rows, outcome.upserts, outcome.deletes) for outcome in outcomes["delta"]]
    _print("Handed over to Customer Insights", ["table", "rows", "added or changed", "deleted"], rows)
    print(f"Delta tables: {out}/handover/delta")
    print(f"Common Data Model: {out}/handover/cdm")


@app.command()
def check_handover(
    folder: Annotated[str, typer.Argument(help="Folder of Delta tables, or Common Data Model folder.")],
    key: Annotated[list[str] | None, typer.Option(help="The key column of a table, as Customer=customer_id.")] = None,
) -> None:
    """Check a folder, whoever wrote it, against what Customer Insights accepts; exit with 1 when it doesn't."""
    from python_helpers.export.lake import Folder, explained
    from python_helpers.handover.check import Check

    if any("=" not in given for given in key or []):
        _stop("--key takes a table and a column: --key Customer=customer_id.")
    try:
        with explained(folder):
            check = Check(Folder(folder), dict(given.split("=", 1) for given in key or [])).run()
    except (OSError, ExportError) as error:
        _stop(f"It can't be read: {error}")
    for violation in check.violations:
        console.print(
            f"{violation.table or folder}: {violation.found}", style="bold red", highlight=False, soft_wrap=True
        )
        console.print(f"  rule: {violation.demand}", highlight=False, soft_wrap=True)
        console.print(f"  mend: {violation.mend}", highlight=False, soft_wrap=True)
    counted = f"{len(check.tables)} tables with {sum(check.tables.values()):,} rows, {check.form}"
    if check.violations:
        _stop(f"{len(check.violations)} violations in {folder} ({counted})")
    console.print(f"{folder}: {counted}. Customer Insights accepts it.", soft_wrap=True)


@quarantine.callback(invoke_without_command=True)
def show_quarantine(
    context: typer.Context,
    table: Annotated[str, typer.Option(help="Rows of this table only.")] = "",
    limit: Annotated[int, typer.Option(help="Show so many of the latest rows.")] = 20,
) -> None:
    if context.invoked_subcommand:
        return
    with _database() as database:
        if "bronze.quarantine" not in _tables(database):
            _stop(NOTHING_BUILT)
        groups = database.execute(
            "select table_name, _source_file, reason, count(*), sum(last_byte - first_byte + 1) from bronze.quarantine "
            "where ? in ('', table_name) group by all order by all",
            [table.lower()],
        ).fetchall()
        _print("In quarantine", ["table", "file", "reason", "rows", "bytes"], groups)
        rows = database.execute(
            "select table_name, _source_file, _source_row, first_byte || '-' || last_byte, reason, raw_text, "
            "_loaded_at from bronze.quarantine where ? in ('', table_name) "
            "order by _loaded_at desc, table_name, _source_file, _source_row limit ?",
            [table.lower(), limit],
        ).fetchall()
    if rows:
        _print(f"The latest {len(rows)} rows", ["table", "file", "row", "bytes", "reason", "text", "at (UTC)"], rows)
        console.print(
            "Load again what fits by now: c360 quarantine retry. Say of which columns rows are: --schema N, with a "
            "schema_number of bronze.table_schemas; c360 drift shows what changed. See docs/export.md."
        )


@quarantine.command("retry")
def retry_quarantine(
    table: Annotated[str, typer.Option(help="Rows of this table only.")] = "",
    file: Annotated[str, typer.Option(help="Rows of this file only, named as c360 quarantine shows it.")] = "",
    schema: Annotated[int, typer.Option(help="Read the rows as the columns of this description of the table.")] = 0,
) -> None:
    """Load again the rows in quarantine that fit their columns by now, or those of the schema that you name."""
    from python_helpers.bronze.quarantine import retry

    if schema and not table:
        _stop("--schema needs --table: each table has schemas of its own.")
    export = os.environ.get("C360_EXPORT", "sample/dataverse-contoso-org")
    with _database(read_only=False) as database:
        try:
            outcomes = retry(database, export, table, file, schema)
        except ExportError as error:
            _stop(str(error))
    if not outcomes:
        _stop("No row in quarantine is of that table and file. See c360 quarantine.")
    _print("Tried again", ["table", "file", "loaded", "left"], [(o.table, o.file, o.loaded, o.left) for o in outcomes])
    if any(outcome.loaded for outcome in outcomes):
        console.print("Run make build (dbt build) to take them to silver and gold.")


@app.command()
def scaffold(
    tables: Annotated[list[str], typer.Argument(help="Exported tables; contact=person calls its models person_….")],
) -> None:
    """Write source, staging and silver models of exported tables; of those there are, show what would differ."""
    from python_helpers.project.scaffold import scaffold as write

    _in_project()
    try:
        for line in write(_export(), Path(), tables):
            print(line)
    except (OSError, ExportError) as error:
        _stop(str(error))


@app.command()
def drift(
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when the project should follow a change.")
    ] = False,
) -> None:
    """Show what differs between the export and the sources that the project declares, and what to do."""
    from python_helpers.project.drift import drift as compare
    from python_helpers.project.drift import seen

    _in_project()
    path = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb"))
    try:
        found = compare(_export(), Path(), path)
        logged = seen(path)
    except ExportError as error:
        _stop(str(error))
    except duckdb.IOException as error:
        _stop(f"{path} can't be opened: is a build running, or is it no DuckDB database? {error}")
    rows = [(item.table, item.column, item.difference, item.advice) for item in found]
    _print("The export and what the project declares of it", ["table", "column", "difference", "what to do"], rows)
    if logged:
        rows = [
            (item.table, item.layout, item.number, item.seen_at, item.column, item.change, item.meaning)
            for item in logged
        ]
        headings = ["table", "layout", "schema", "seen at (UTC)", "column", "change", "what it means for the rows"]
        _print("Changes of columns that loads have seen", headings, rows)
    if check and any(item.open for item in found):
        raise typer.Exit(1)


@app.command()
def dictionary() -> None:
    """Write docs/data-dictionary.md from the descriptions that dbt parsed last; make dictionary parses first."""
    from python_helpers.project.dictionary import PAGE
    from python_helpers.project.dictionary import dictionary as page

    _in_project()
    try:
        manifest = json.loads(Path("target", "manifest.json").read_text())
    except FileNotFoundError:
        _stop("There is no target/manifest.json. Run make dictionary.")
    PAGE.write_text(page(manifest), encoding="utf-8")
    print(f"Wrote {PAGE}")


@app.command()
def phone_rules(
    folder: Annotated[Path, typer.Argument(help="Folder of the seeds.")] = Path("seeds"),
) -> None:
    """Derive the seeds of phone rules anew from the library phonenumbers."""
    from python_helpers.project.phone_rules import PhoneRulesError, write

    try:
        write(folder)
    except (OSError, PhoneRulesError) as error:
        _stop(str(error))
    console.print(f"Wrote the phone rules to {folder}. Run make test, then dbt build --full-refresh.")


def main() -> None:
    """Entry point of ``c360``."""
    app()


def _export() -> Export:
    export = Export(os.environ.get("C360_EXPORT", "sample/dataverse-contoso-org"))
    for warning in export.warnings:
        Console(stderr=True, markup=False).print(warning, style="yellow", soft_wrap=True)
    return export


def _in_project() -> None:
    if not Path("dbt_project.yml").exists():
        _stop("There is no dbt_project.yml here. Go to the folder of the project.")


@contextmanager
def _database(read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    path = Path(os.environ.get("C360_DUCKDB", ".local/customer360.duckdb"))
    if not path.exists():
        _stop(f"{path} doesn't exist: nothing was built yet. Run make build, or set C360_DUCKDB.")
    try:
        with duckdb.connect(path, read_only=read_only) as database:
            database.execute("set TimeZone = 'UTC'")
            yield database
    except duckdb.IOException as error:
        _stop(f"{path} can't be opened: is a build running, or is it no DuckDB database? {error}")


def _tables(database: duckdb.DuckDBPyConnection) -> list[str]:
    found = database.execute(
        "select table_schema || '.' || table_name from information_schema.tables where list_contains(?, table_schema) "
        "order by list_position(?, table_schema), table_name",
        [LAYERS, LAYERS],
    ).fetchall()
    return [name for (name,) in found]


def _status(database: duckdb.DuckDBPyConnection) -> None:
    tables = _tables(database)
    if "bronze.load_state" not in tables:
        _stop(NOTHING_BUILT)
    loads = database.execute(
        "select table_name, count_if(not ends_with(source_file, '/')), sum(bytes_loaded), sum(bytes_pending), "
        "sum(bytes_quarantined), sum(rows_loaded), sum(rows_quarantined), max(loaded_at) from bronze.load_state "
        "group by all order by all"
    ).fetchall()
    now = datetime.now(UTC).replace(tzinfo=None)
    rejects = _rejects(database, tables)
    shown = []
    for name, *counts, loaded_at in loads:
        changed = _last_change(database, name)
        lag = timedelta(seconds=round((now - changed).total_seconds())) if changed else None
        shown.append((name, *counts, sum(row[3] for row in rejects if row[0] == name), changed, lag, loaded_at))
    headings = ["bronze table", "files", "bytes", "pending", "quarantined", "rows", "bad rows", "rejected values"]
    headings += ["last change (UTC)", "lag", "last load (UTC)"]
    _print("Loaded", headings, shown)
    waiting = database.execute(
        "select table_name, source_file, bytes_pending, source_modified_at from bronze.load_state "
        "where bytes_pending > 0 order by all"
    ).fetchall()
    if waiting:
        _print("Waiting", ["table", "file", "bytes", "changed at (UTC)"], waiting)
    rows = [(*name.split("."), _count(database, name)) for name in tables if name not in LOADER_TABLES]
    _print("Rows", ["layer", "table", "rows"], rows)
    _print("Rejected", ["table", "column", "reason", "values", "records"], rejects)
    quarantined = sum(row[6] for row in loads)
    if quarantined:
        console.print(f"{quarantined:,} rows could not be placed: see them with c360 quarantine.")


def _rejects(database: duckdb.DuckDBPyConnection, tables: list[str]) -> list[tuple]:
    return database.execute(
        "select table_name, coalesce(column_name, '(whole row)'), reason, count(*), count(distinct record_id) "
        "from silver.rejected_rows group by all order by all"
    ).fetchall() if "silver.rejected_rows" in tables else []  # fmt: skip


def _last_change(database: duckdb.DuckDBPyConnection, table: str) -> datetime | None:
    """The latest SinkModifiedOn of a Dataverse table, in either notation; None for other tables."""
    columns = database.execute(
        "select column_name from information_schema.columns where table_schema = 'bronze' and table_name = ? "
        "and lower(column_name) = 'sinkmodifiedon'",
        [table],
    ).fetchall()
    if not columns:
        return None
    text = f'"{columns[0][0]}"'
    return database.execute(
        f"select max(coalesce(try_strptime({text}, '%m/%d/%Y %I:%M:%S %p'), cast(try_cast({text} as timestamptz) as "
        f'timestamp))) from bronze."{table}"'
    ).fetchall()[0][0]


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    schema, name = table.split(".", 1)
    return database.execute(f'select count(*) from "{schema}"."{name}"').fetchall()[0][0]


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
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def _stop(message: str) -> None:
    Console(stderr=True, markup=False).print(message, style="red", soft_wrap=True)
    raise typer.Exit(1)
