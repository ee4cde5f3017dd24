"""Bronze of landed tables: the same rows as on DuckDB, and the same customers as from the CSV files."""

import shutil
from pathlib import Path

import duckdb
from deltalake import DeltaTable, write_deltalake
from support.landed import LANDED, ROWS, TABLES, statements
from support.offline import ROOT, compiled
from support.project import Project

from python_helpers.export.model import METADATA_FILES

WHERE_FROM = "_rescued_data, _source_file, _source_row, _source_modified_at, _loaded_at"
# The latest version of each record, with the types that Synapse Link's Delta tables have.
LATEST = f"""
select
    bronze.* exclude ({WHERE_FROM}) replace (
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


def test_delta_tables_give_the_same_customers(spark, project, tmp_path):
    with duckdb.connect(project.database, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = connection.execute(LATEST).to_arrow_table()
        labels = {
            f"{file}_partitioned": connection.execute(
                f"select * exclude ({WHERE_FROM}) from bronze.{name}"
            ).to_arrow_table()
            for name, (file, _) in METADATA_FILES.items()
        }
    assert rows.num_rows > 1000
    table = tmp_path / "crc33_customer_partitioned"
    write_deltalake(table, rows.slice(0, 1000))
    write_deltalake(table, rows.slice(1000), mode="append")
    # as a later run of the Spark job does: a record replaces its earlier version
    delta = DeltaTable(table)
    delta.merge(rows.slice(0, 10), "old.Id = new.Id", source_alias="new", target_alias="old") \
        .when_matched_update_all().execute()  # fmt: skip
    assert DeltaTable(table).version() == 2
    (tmp_path / "files").mkdir()
    active_files(table, tmp_path / "files" / table.name)

    for folder, rows in labels.items():
        write_deltalake(tmp_path / folder, rows)
        active_files(tmp_path / folder, tmp_path / "files" / folder)

    nodes = compiled(ROOT, tmp_path, project.database, False, "--select", "+customer_current")
    seeds = [f"{node.schema}.{node.alias}" for node in nodes if node.resource_type == "seed"]
    spark.load(project.database, seeds, tmp_path)
    spark.session.sql("create schema if not exists bronze")
    for name in ("crc33_customer", *METADATA_FILES):
        spark.session.sql(f"drop table if exists bronze.{name}")
    spark.session.sql("create schema if not exists delta")
    with duckdb.connect(tmp_path / "landed.duckdb") as connection:
        connection.execute("create schema delta")
        for file in sorted((tmp_path / "files").iterdir()):
            name = file.name.lower()
            connection.execute(f"create table delta.{name} as from read_parquet('{file}/*.parquet') limit 0")
            # open-source Spark has no Delta reader, and one catalog: the same files, as Parquet
            spark.session.catalog.createTable(f"delta.{name}", str(file), "parquet")
    for statement in statements(tmp_path / "landed.duckdb", tmp_path, "delta").values():
        spark.session.sql(statement)
    models = [node for node in nodes if node.resource_type == "model"]
    for node in models:
        spark.run(node, incremental=False)
    # the hash is that of the texts
    of_the_file = (*WHERE_FROM.split(", "), "row_hash")
    wrong = spark.differences(project.database, "silver.customer_current", tmp_path, of_the_file)
    forget_bronze(spark)
    assert not wrong, "\n" + "\n".join(wrong)


def forget_bronze(spark) -> None:
    # temporary ones of other tests are listed, too
    for row in spark.session.sql("show views in bronze").where("not isTemporary").collect():
        spark.session.sql(f"drop view bronze.{row.viewName}")


def test_bronze_of_landed_tables_has_the_rows_that_duckdb_makes(spark, tmp_path):
    project = Project(tmp_path)
    project.execute("create schema bronze", *TABLES.split(";\n"), *ROWS.split(";\n"))
    tables = [f"landed.{name}" for (name,) in
              project.query("select table_name from duckdb_tables() where schema_name = 'landed'")]  # fmt: skip
    spark.load(project.database, tables, tmp_path)
    assert project.printed("run-operation", "bronze_from_landed", "--args",
                           "{database: customer360, schema: landed}").returncode == 0  # fmt: skip
    made = statements(project.database, tmp_path)
    wrong = []
    spark.session.sql("create schema if not exists bronze")
    for name in LANDED:
        spark.session.sql(f"drop table if exists bronze.{name}")
        spark.session.sql(made[name])
        wrong += spark.differences(project.database, f"bronze.{name}", tmp_path)
    forget_bronze(spark)
    assert not wrong, "\n" + "\n".join(wrong)
