"""What became of the rows of each exported table: a query for both dashboards."""

import re
from pathlib import Path

import yaml

SOURCES = {
    "crc33_customer": "Customer table",
    "customer_finance": "Finance file",
    "activitypointer": "Activity",
    "salesorder": "Order",
    "salesorderdetail": "Order line",
}
ACCOUNTS = """
select
    '{table}' as table_name, '{name}' as name,
    (select count(*) from bronze.{table}) as exported,
    (select count(*) from silver.{current}) as current,
    coalesce(sum(exported_rows), 0) - count(*) filter (where is_current) as superseded,
    count(*) filter (where is_current and is_deleted) as deleted,
    (select count(*) from silver.rejected_rows where table_name = '{table}' and column_name is null) as rejected,
    max(sink_modified_at) as changed_at,
    (select max(_loaded_at) from bronze.{table}) as loaded_at
from silver.{history}
"""
FINANCE_ACCOUNTS = """
select
    'customer_finance' as table_name, 'Finance file' as name,
    (select count(*) from bronze.customer_finance) as exported,
    (select count(*) from silver.customer_finance_current) as current,
    count(*) filter (where not is_rejected and age > 1) as superseded,
    count(*) filter (where not is_rejected and age = 1 and kept.finance_record_id is null) as deleted,
    (select count(*) from silver.rejected_rows where table_name = 'customer_finance' and column_name is null)
        as rejected,
    cast(null as timestamp) as changed_at,
    (select max(_loaded_at) from bronze.customer_finance) as loaded_at
from (
    select
        is_rejected, id,
        row_number() over (
            partition by is_rejected, id order by _loaded_at desc, _source_file desc, _source_row desc
        ) as age
    from (
        select
            *, row_rejected is not null as is_rejected,
            upper(cid) || '@' || coalesce(cast(as_of_date as string), '') as id
        from silver.stg_finance__customer_finance
    ) as delivered
) as aged
left join silver.customer_finance_current as kept on kept.finance_record_id = aged.id
"""


def accounts(project: Path = Path()) -> str:
    """What became of the rows of each exported table that the project's models hold, and how fresh it is.

    Which table becomes which model is read where the project tests that none is lost.
    """
    parts = [FINANCE_ACCOUNTS]
    for file in sorted((project / "models").rglob("*.yml")):
        for model in (yaml.load(file.read_text(), yaml.CSafeLoader) or {}).get("models", []):
            for test in model.get("data_tests", []):
                if isinstance(test, dict) and "rows_accounted_for" in test:
                    tested = test["rows_accounted_for"]["arguments"]
                    (table,) = re.findall(r"source\('\w+', '(\w+)'\)", tested["exported"])
                    (history,) = re.findall(r"ref\('(\w+)'\)", tested["history"])
                    parts.append(
                        ACCOUNTS.format(
                            table=table,
                            name=SOURCES.get(table, table.capitalize()),
                            current=model["name"],
                            history=history,
                        )
                    )
    return f"select * from ({'union all'.join(parts)}) as row_accounts order by name"
