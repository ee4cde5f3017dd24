"""Compares the tables of two databases: what a change of form must leave as it is.

``PYTHONPATH=tests python -m support.tables OLD NEW`` prints each table that differs and ends with 1 if there is one.
"""

import sys
from pathlib import Path

import duckdb

from support.project import RUN_COLUMNS

UNCOMPARED = RUN_COLUMNS | {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "record_hash"}
SCHEMAS = ("silver", "gold", "handover", "snapshots", "reports")
# Tables and columns by their former names. A value that one database has no column for isn't compared.
_REGION = ("stg_dataverse__customer", "customer_history", "customer_current", "person_records", "match_records")
_PROVINCE = ("account", "contact", "lead")
_STAGES = ("stg_dataverse__{}", "{}_history", "{}_current")
RENAMED = {
    "gold.customer_history": "gold.customer_profile_history",
    **{f"silver.{table}.state": "region" for table in _REGION},
    **{f"silver.{stage.format(table)}.province": "region" for table in _PROVINCE for stage in _STAGES},
    **{
        f"{table}.{before}": after
        for table in ("gold.customers", "gold.customer_history", "snapshots.customers_snapshot", "handover.Customer")
        for before, after in (("source_key", "customer_number"), ("state", "region"))
    },
    "gold.accounts.state": "region",
}
# Values that are names of columns, by their former names.
RENAMED_VALUES = {
    "gold.customer_attribute_provenance.attribute": {"cid": "customer_number", "state": "region"},
    "silver.match_weights.level": {"state": "region"},
    "silver.rejected_rows.column_name": {"province": "region"},
}


def differences(old: Path, new: Path, renamed: dict[str, str] | None = None) -> dict[str, str]:
    """What differs, by table: rows that only one database has, columns that were added or removed, a removed table.

    Columns that say when a build ran aren't compared. ``renamed`` gives the new name of ``schema.table`` and of
    ``schema.table.column``, all by their former names.
    """
    renamed = RENAMED if renamed is None else renamed
    found = {}
    with duckdb.connect() as database:
        database.execute(f"attach '{old}' as old (read_only); attach '{new}' as new (read_only)")
        columns = database.execute(
            "select database_name, schema_name || '.' || table_name, list(column_name order by column_index) from "
            "duckdb_columns() where database_name in ('old', 'new') and list_contains(?, schema_name) group by all",
            [list(SCHEMAS)],
        ).fetchall()
        tables = {side: {table: names for place, table, names in columns if place == side} for side in ("old", "new")}
        for table, names in sorted(tables["old"].items()):
            now = renamed.get(table, table)
            if now not in tables["new"]:
                found[table] = "isn't there any more"
                continue
            pairs = [(name, renamed.get(f"{table}.{name}", name)) for name in names if name not in UNCOMPARED]
            both = [(before, after) for before, after in pairs if after in tables["new"][now]]
            gone = [before for before, after in pairs if after not in tables["new"][now]]
            came = sorted(set(tables["new"][now]) - {after for _, after in pairs} - UNCOMPARED)
            before, after = (
                f"select {', '.join(_value(name, pair[side]) for pair in both)} from {place}.{name}"
                for side, place, name in ((0, "old", table), (1, "new", now))
            )
            only = [
                database.execute(f"select count(*) from (({one}) except all ({other}))").fetchone()[0]
                for one, other in ((before, after), (after, before))
            ]
            told = [f"{only[0]} rows only before, {only[1]} only after"] if any(only) else []
            told += [f"lost {', '.join(gone)}"] if gone else []
            told += [f"gained {', '.join(came)}"] if came else []
            if told:
                found[table] = "; ".join(told)
        for table in tables["new"].keys() - {renamed.get(table, table) for table in tables["old"]}:
            found[table] = "is new"
    return found


def _value(table: str, column: str) -> str:
    values = "".join(f" when '{old}' then '{new}'" for old, new in RENAMED_VALUES.get(f"{table}.{column}", {}).items())
    return f"case {column}{values} else {column} end" if values else column


if __name__ == "__main__":
    different = differences(*map(Path, sys.argv[1:]))
    for table, told in sorted(different.items()):
        print(f"{table}: {told}")
    sys.exit(bool(different))
