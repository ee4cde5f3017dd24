"""Bronze from the Delta tables that Synapse Link itself keeps: silver and gold come out as from the CSV files."""

import re
import shutil
from pathlib import Path

import duckdb
from conftest import DAY
from deltalake import DeltaTable, write_deltalake
from offline import ROOT, compiled

SCRIPT = (ROOT / "pipelines" / "bronze_from_delta.sql").read_text()
# The latest version of each record, with the types that Synapse Link's Delta tables have.
LATEST = """
select
    bronze.* exclude (_rescued_data, _source_file, _source_row, _source_modified_at, _loaded_at) replace (
        stg.state_code as statecode,
        stg.status_code as statuscode,
        stg.preferred_contact_method_code as crc33_preferredcontactmethod,
        stg.version_number as versionnumber,
        stg.created_at as createdon,
        stg.modified_at as modifiedon,
        stg.sink_modified_at as SinkModifiedOn,
        stg.is_deleted or null as IsDelete
    )
from silver.customer_history as history
inner join silver.stg_dataverse__customer as stg using (_source_file, _source_row, _loaded_at)
inner join bronze.crc33_customer as bronze using (_source_file, _source_row, _loaded_at)
where history.is_current
order by history.customer_id
"""


def active_files(table: Path, to: Path) -> None:
    """Copies the files of the table's latest version, because open-source Spark can't read the log."""
    to.mkdir()
    for file in DeltaTable(table).file_uris():
        shutil.copy2(file.removeprefix("file://"), to)


def test_delta_tables_give_the_same_gold(spark, project, tmp_path):
    with duckdb.connect(project.database, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = connection.execute(LATEST).to_arrow_table()
    assert rows.num_rows > 1000
    table = tmp_path / "crc33_customer_partitioned"
    write_deltalake(table, rows.slice(0, 1000))
    write_deltalake(table, rows.slice(1000), mode="append")
    # as a later run of the Spark job does: a record takes the place of the one that was there
    delta = DeltaTable(table)
    delta.merge(rows.slice(0, 10), "old.Id = new.Id", source_alias="new", target_alias="old") \
        .when_matched_update_all().execute()  # fmt: skip
    assert DeltaTable(table).version() == 2
    active_files(table, tmp_path / "files")

    nodes = compiled(ROOT, tmp_path, project.database, False, *DAY)
    loaded = [node for node in nodes if node.resource_type == "seed"]
    bronze = [
        "customer_finance",
        "optionset_metadata",
        "global_optionset_metadata",
        "state_metadata",
        "status_metadata",
    ]
    tables = [f"bronze.{name}" for name in bronze] + [f"{node.schema}.{node.alias}" for node in loaded]
    spark.load(project.database, [*tables, "snapshots.customers_snapshot"], tmp_path)
    spark.session.sql("drop table if exists bronze.crc33_customer")
    # open-source Spark has no Delta reader: the same files, as Parquet
    script = re.sub(r"using delta\s+location '[^']+'", f"using parquet location '{tmp_path}/files'", SCRIPT)
    for statement in script.rstrip().removesuffix(";").split(";\n"):
        spark.session.sql(statement)
    models = [node for node in nodes if node.resource_type == "model"]
    for node in models:
        spark.run(node, incremental=False)
    gold = [f"gold.{node.alias}" for node in models if node.schema == "gold"]
    assert len(gold) == 5
    wrong = [line for name in gold for line in spark.differences(project.database, name, tmp_path)]
    spark.session.sql("drop view bronze.crc33_customer")
    assert not wrong, "\n" + "\n".join(wrong)
