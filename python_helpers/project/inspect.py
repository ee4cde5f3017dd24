"""Shows what the database holds: its loads and tables (status), and a customer with its records (explain)."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import duckdb

from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError
from python_helpers.export.unread import undescribed, unread
from python_helpers.project.terminal import console, show

LAYERS = ["bronze", "silver", "snapshots", "gold", "reports"]
LOADER_TABLES = ["bronze.in_place_records", "bronze.load_state", "bronze.table_schemas"]
# A column of which a larger share of the rows is rejected is worth a look; as the variable rejected_share_warn.
REJECTED_SHARE = 0.2
# As warn_after of the sources.
LATE = timedelta(days=1)
MOST_FOUND = 20

Row = dict[str, object]


@dataclass
class Status:
    """What was loaded, what waits, what was rejected; ``look_at`` has a sentence for each thing to look at.

    ``unread`` says what nothing reads of the export, and why.
    """

    look_at: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    customers: int | None = None
    loads: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    tables: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    unresolved: list[Row] = field(default_factory=list)


def status(database: duckdb.DuckDBPyConnection) -> Status:
    """The state of a database that has loads."""
    tables = _tables(database)
    found = Status()
    found.rejected = _rows(
        database,
        "select table_name as table, coalesce(column_name, '(whole row)') as column, reason, count(*) as values, "
        "count(distinct record_id) as records from silver.rejected_rows group by all order by all",
    ) if "silver.rejected_rows" in tables else []  # fmt: skip
    found.loads = _rows(
        database,
        "select table_name as table, count_if(not ends_with(source_file, '/')) as files, sum(bytes_loaded)::bigint as "
        "bytes, sum(bytes_pending)::bigint as pending, sum(bytes_quarantined)::bigint as quarantined, "
        "sum(rows_loaded)::bigint as rows, sum(rows_quarantined)::bigint as bad_rows, max(loaded_at) as loaded_at "
        "from bronze.load_state group by all order by all",
    )
    for load in found.loads:
        load["rejected"] = sum(row["values"] for row in found.rejected if row["table"] == load["table"])
        load["last_change"] = _last_change(database, load["table"])
    found.unresolved = _rows(
        database,
        "select table_name as table, column_name as column, count(*) as records from silver.unresolved_lookups "
        "group by all order by all",
    ) if "silver.unresolved_lookups" in tables else []  # fmt: skip
    found.waiting = _rows(
        database,
        "select table_name as table, source_file as file, bytes_pending as bytes, source_modified_at as changed_at "
        "from bronze.load_state where bytes_pending > 0 order by all",
    )
    for name in tables:
        if name not in LOADER_TABLES:
            layer, table = name.split(".", 1)
            found.tables.append({"layer": layer, "table": table, "rows": _count(database, name)})
    if "gold.customers" in tables:
        found.customers = _count(database, "gold.customers")
    found.unread = list(_unread(database))
    found.look_at = list(to_look_at(found))
    return found


def to_look_at(found: Status) -> Iterator[str]:
    """A sentence for each thing that somebody should look at."""
    if found.customers is None:
        yield "gold isn't built: run make build, and read why it stops."
    for load in found.loads:
        if load["bad_rows"]:
            yield f"{load['bad_rows']:,} rows of {load['table']} are in quarantine: c360 quarantine shows why."
        if load["pending"]:
            yield f"{load['pending']:,} bytes of {load['table']} wait for the rest of a row, or for its columns."
        for row in found.rejected:
            if row["table"] == load["table"] and row["values"] > REJECTED_SHARE * load["rows"]:
                what = "rows" if row["column"] == "(whole row)" else f"values of {row['column']}"
                yield f"{row['values']:,} {what} of {row['table']} are rejected: {row['reason']}."
    for sentence in found.unread:
        yield f"{sentence}. Nothing reads it."
    for row in found.unresolved:
        yield (
            f"{row['records']:,} records of {row['table']} have a {row['column']} that the export has no record of: "
            "silver.unresolved_lookups lists them."
        )
    changes = [load["last_change"] for load in found.loads if load["last_change"]]
    # the sample doesn't change
    if changes and "C360_EXPORT" in os.environ and _now() - max(changes) > LATE:
        yield f"nothing has changed since {max(changes):%Y-%m-%d %H:%M} UTC: does Synapse Link still export?"


def show_status(found: Status, everything: bool) -> None:
    """Prints what to look at and a line for each exported table; with ``everything``, all that is known."""
    if found.look_at:
        console.print("Look at:", style="bold red")
        for sentence in found.look_at:
            console.print(f"- {sentence}")
    else:
        console.print("All good.", style="bold green")
    console.print()
    rows = [
        (row["table"], row["rows"], row["pending"] or None, row["rejected"] or None, _minute(row["last_change"]))
        for row in found.loads
    ]
    show("", ["table", "rows", "waiting", "rejected", "last change"], rows, box=False)
    console.print()
    if not everything:
        console.print("Times are UTC, waiting is in bytes. All tables and reasons: c360 status --all")
        return
    now = _now()
    headings = ["bronze table", "files", "bytes", "pending", "quarantined", "rows", "bad rows", "rejected values"]
    headings += ["last change (UTC)", "lag", "last load (UTC)"]
    names = "table files bytes pending quarantined rows bad_rows rejected last_change".split()
    rows = [(*(row[name] for name in names), _lag(now, row["last_change"]), row["loaded_at"]) for row in found.loads]
    show("Loaded", headings, rows)
    if found.waiting:
        show("Waiting", ["table", "file", "bytes", "changed at (UTC)"], [tuple(row.values()) for row in found.waiting])
    show("Rows", ["layer", "table", "rows"], [tuple(row.values()) for row in found.tables])
    headings = ["table", "column", "reason", "values", "records"]
    show("Rejected", headings, [tuple(row.values()) for row in found.rejected])


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _lag(now: datetime, moment: datetime | None) -> timedelta | None:
    return timedelta(seconds=round((now - moment).total_seconds())) if moment else None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _tables(database: duckdb.DuckDBPyConnection) -> list[str]:
    found = database.execute(
        "select table_schema || '.' || table_name from information_schema.tables where list_contains(?, table_schema) "
        "order by list_position(?, table_schema), table_name",
        [LAYERS, LAYERS],
    ).fetchall()
    return [name for (name,) in found]


def _unread(database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What nothing reads of the exports from which the database was built, if they are still there, and why."""
    for (root,) in database.execute(
        "select distinct source_root from bronze.load_state where source_root is not null order by all"
    ).fetchall():
        with suppress(ExportError):
            export = Export(root)
            for folder in sorted(undescribed(export).values()):
                yield f"the folder {folder} of the export holds CSV files that no model.json describes"
            yield from (f"{path} {why}" for path, why in unread(export).items())


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


def quarantined(database: duckdb.DuckDBPyConnection, table: str, limit: int) -> tuple[list[Row], list[Row]]:
    """The files that have rows in quarantine, and the latest of these rows; of one table, or of all."""
    files = _rows(
        database,
        "select table_name as table, _source_file as file, reason, count(*) as rows, "
        "sum(last_byte - first_byte + 1)::bigint as bytes from bronze.quarantine "
        "where $1 in ('', table_name) group by all order by all",
        table.lower(),
    )
    rows = _rows(
        database,
        "select table_name as table, _source_file as file, _source_row as row, "
        "first_byte || '-' || last_byte as bytes, reason, raw_text as text, _loaded_at as loaded_at "
        "from bronze.quarantine where $1 in ('', table_name) "
        "order by _loaded_at desc, table_name, _source_file, _source_row limit $2",
        table.lower(),
        limit,
    )
    return files, rows


# The names of columns of silver and gold that explain reads are in these queries only.
EXACT = """
select distinct customer_id
from gold.customer_identities
left join silver.person_records using (record_id)
left join gold.customer_id_redirects using (customer_id)
where
    lower($1) in (customer_id, previous_customer_id, lower(record_id), email, lower(cid))
    or (length($2) > 6 and ends_with(phone, $2))
order by customer_id
"""
BY_NAME = """
select distinct customer_id
from gold.customer_identities
inner join silver.person_records using (record_id)
where len($1) > 0 and list_has_all(string_split(lower(strip_accents(full_name)), ' '), $1)
order by customer_id
"""
FOUND = """
select customer_id as id, full_name as name, email, phone, city
from gold.customers
where list_contains($1, customer_id)
order by name, id
"""
RECORDS = """
select
    identities.record_id,
    identities.is_live,
    identities.matched_by,
    clusters.weight,
    identities.matched_record_id,
    full_name,
    email,
    phone,
    nullif(concat_ws(', ', street_address, postcode, city), '') as address,
    date_of_birth,
    records.cid as customer_number
from gold.customer_identities as identities
left join silver.person_records as records using (record_id)
left join silver.match_clusters as clusters using (record_id)
where identities.customer_id = $1
order by identities.matched_record_id nulls first, record_id
"""
VALUES = """
select
    attribute,
    value,
    record_id,
    value_at::date as changed,
    rule,
    runner_up_value,
    runner_up_record_id
from gold.customer_attribute_provenance
where customer_id = $1
order by attribute
"""
FORMER_IDS = """
select previous_customer_id from gold.customer_id_redirects where customer_id = $1 order by previous_customer_id
"""


def find(database: duckdb.DuckDBPyConnection, text: str) -> list[Row]:
    """The customers that a text names, by an id, number, e-mail address or phone, or else by words of a name."""
    # of a phone number written as people do: without + or 00, and without the 0 before the area
    digits = re.sub(r"\D", "", text).lstrip("0") if re.fullmatch(r"[\d\s()+./-]+", text) else ""
    ids = [customer for (customer,) in database.execute(EXACT, [text.strip(), digits]).fetchall()]
    if text.strip().lower() in ids:
        ids = [text.strip().lower()]
    if not ids:
        (words,) = database.execute("select string_split_regex(lower(strip_accents($1)), '[\\s,]+')", [text]).fetchone()
        ids = [customer for (customer,) in database.execute(BY_NAME, [[word for word in words if word]]).fetchall()]
    known = {row["id"]: row for row in _rows(database, FOUND, ids)}
    # gold.customers lacks a customer whose records are all deleted
    empty = dict.fromkeys(("name", "email", "phone", "city"))
    return [*known.values(), *({"id": customer, **empty} for customer in ids if customer not in known)]


def explain(database: duckdb.DuckDBPyConnection, customer_id: str) -> Row:
    """The records of a customer, where each value of its profile comes from, and its former ids."""
    former = database.execute(FORMER_IDS, [customer_id]).fetchall()
    return {
        "customer_id": customer_id,
        "records": _as_chain(_rows(database, RECORDS, customer_id)),
        "values": _rows(database, VALUES, customer_id),
        "former_ids": [previous for (previous,) in former],
    }


def _as_chain(records: list[Row]) -> list[Row]:
    """The records in an order in which each is joined to one before it; one of the finance file comes last."""
    by_match: dict[object, list[Row]] = {}
    for record in records:
        by_match.setdefault(record["matched_record_id"], []).append(record)
    chain = by_match.get(None, []).copy()
    for record in chain:
        chain += by_match.get(record["record_id"], [])
    return chain


def show_found(found: list[Row]) -> None:
    """Prints a line for each of several customers."""
    for row in found[:MOST_FOUND]:
        known = [row[name] for name in ("name", "city", "email", "phone") if row[name]]
        console.print(f"{row['id']}  {', '.join(known) or 'all its records are deleted'}", soft_wrap=True)
    more = f"These are {MOST_FOUND} of {len(found)} customers" if len(found) > MOST_FOUND else f"{len(found)} customers"
    console.print(f"{more}. Look at one of them: c360 explain CUSTOMER_ID")


def show_explained(customer: Row) -> None:
    """Prints what ``explain`` finds."""
    records = customer["records"]
    numbers = {record["record_id"]: number for number, record in enumerate(records, start=1)}
    lines = [f"Customer {customer['customer_id']} has {len(records)} records:"]
    for record_id, number in numbers.items():
        record = records[number - 1]
        rule = f"its weight of {record['weight']}" if record["matched_by"] == "score" else record["matched_by"]
        matched = record["matched_record_id"]
        why = f"joined to {numbers[matched]} by {rule}" if matched else rule
        lines.append(f"{number:>2}  {record_id}: {why}{'' if record['is_live'] else '; deleted since'}")
        said = [record[name] for name in ("full_name", "email", "phone", "address")]
        said += [f"born {record['date_of_birth']}"] if record["date_of_birth"] else []
        said += [f"number {record['customer_number']}"] if record["customer_number"] else []
        if said := [" ".join(str(value).split()) for value in said if value is not None]:
            lines.append(f"    {' | '.join(said)}")
    console.print("\n".join(lines), soft_wrap=True)
    rows = []
    for value in customer["values"]:
        second = value["runner_up_record_id"]
        runner_up = f"{value['runner_up_value'] or ''} ({numbers[second]})" if second else ""
        chosen = f"{value['value']} ({numbers[value['record_id']]})"
        rows.append((value["attribute"], chosen, str(value["changed"] or ""), value["rule"], runner_up))
    headings = ["attribute", "value (of record)", "changed", "because of", "runner-up"]
    show("Where its profile comes from", headings, rows)
    if customer["former_ids"]:
        console.print(f"Ids that lead to it: {', '.join(customer['former_ids'])}", soft_wrap=True)


def _rows(database: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> list[Row]:
    found = database.execute(sql, list(parameters))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
