"""The bronze pipeline, run by open-source Spark, gives the rows that the local loader gives."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml
from pyspark import cloudpickle
from pyspark.sql import DataFrame
from support.engine import Spark
from support.offline import ROOT
from support.project import STAGING, Project, record

import python_helpers
from python_helpers.spark.flows import send_by_value
from python_helpers.spark.source import SynapseLink

TABLES = ("crc33_customer", "customer_finance", "optionset_metadata", "global_optionset_metadata", "state_metadata",
          "status_metadata")  # fmt: skip
ROWS = "select * exclude (_loaded_at) replace (date_trunc('second', _source_modified_at) as _source_modified_at) from "


class Pipeline:
    """The pipeline in a folder, with its own database."""

    def __init__(self, spark: Spark, folder: Path, export: Path, finance: str):
        self.spark, self.folder = spark, folder
        self.database = f"pipeline_{folder.name}"
        spark.session.sql(f"create database {self.database}")
        shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
        self.spec = folder / "pipelines" / "spark-pipeline.yml"
        spec = yaml.safe_load(self.spec.read_text())
        spec |= {"database": self.database, "storage": (folder / "storage").as_uri()}
        spec["configuration"] |= {"c360.export": str(export), "c360.finance": finance, "c360.project": str(ROOT)}
        # each stream has a Python process, and Spark waits ten seconds for it: on a busy machine that is little
        spec["configuration"] |= {"spark.sql.pipelines.execution.maxConcurrentFlows": "2",
                                  "spark.sql.pipelines.maxFlowRetryAttempts": "20"}  # fmt: skip
        self.spec.write_text(yaml.safe_dump(spec))

    def load(self, *tables: str) -> None:
        """Has the pipeline load these tables from the next run on."""
        spec = yaml.safe_load(self.spec.read_text())
        spec["configuration"]["c360.tables"] = ",".join(tables)
        self.spec.write_text(yaml.safe_dump(spec))

    def run(self) -> str:
        """What spark-pipelines prints, without the Spark that its script would start for each run."""
        command = [sys.executable, "-m", "pyspark.pipelines.cli", "run", "--spec", str(self.spec)]
        environment = {**os.environ, "SPARK_REMOTE": f"sc://localhost:{self.spark.port}"}
        return subprocess.run(command, cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False).stdout  # fmt: skip

    def rows(self, table: str) -> DataFrame:
        """The rows of the files in the table's folder that Spark counts as the table's."""
        # Parquet files of the time before a new column lack it
        merged = self.spark.session.read.option("mergeSchema", "true")
        return merged.parquet(str(self.spark.warehouse / f"{self.database}.db" / table))


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path / "local")
    shutil.copytree(ROOT / "sample", tmp_path / "local")
    made.export = made.folder / "dataverse-contoso-org"
    made.finance = made.folder / "finance" / "*.csv"
    return made


def assert_same_bronze(
    pipeline: Pipeline, project: Project, rows: str = f"{ROWS} bronze.{{}}", tables: tuple[str, ...] = TABLES
) -> None:
    for table in tables:
        copy = pipeline.folder / f"{table}.parquet"
        pipeline.rows(table).write.mode("overwrite").parquet(str(copy))
        with duckdb.connect(project.database, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            ours = rows.replace("{}", table)
            theirs = f"{ROWS} read_parquet('{copy}/*.parquet')"
            columns = [[row[0] for row in connection.execute(f"describe {rows}").fetchall()] for rows in (ours, theirs)]
            assert sorted(columns[0]) == sorted(columns[1]), table
            theirs = f"select {', '.join(columns[0])} from ({theirs})"
            assert connection.execute(f"select count(*) from ({ours})").fetchall()[0][0] > 0, table
            for one, other in ((ours, theirs), (theirs, ours)):
                assert connection.execute(f"({one}) except all ({other})").fetchmany(3) == [], table


def test_the_pipeline_loads_each_file_once_as_the_loader_does(spark, project, tmp_path):
    later = sorted((project.export / "crc33_customer").glob("*.csv"))[-1]
    aside = later.rename(tmp_path / later.name)
    pipeline = Pipeline(spark, tmp_path, project.export, str(project.finance))
    first = pipeline.run()
    assert "Run is COMPLETED" in first, first[-3000:]
    project.build(*STAGING)
    assert_same_bronze(pipeline, project)

    aside.rename(later)
    extra = b'\xef\xbb\xbfincome;note;cid\r\n12.5;"a ""note""";CID0000001\r\n;;CID0000002'
    (project.folder / "finance" / "more.csv").write_bytes(extra)
    second = pipeline.run()
    assert "Run is COMPLETED" in second, second[-3000:]
    project.build(*STAGING)
    assert_same_bronze(pipeline, project)


def as_incremental_folder(project: Project, name: str, files: list[Path], columns: list[str] | None = None) -> None:
    """Puts partitions of the classic layout into an incremental folder."""
    folder = project.export / name
    (folder / "crc33_customer").mkdir(parents=True)
    for file in files:
        file.rename(folder / "crc33_customer" / file.name)
    model = json.loads((project.export / "model.json").read_text())
    if columns:
        model["entities"][0]["attributes"] = [{"name": column} for column in columns]
    (folder / "model.json").write_text(json.dumps(model))


def test_incremental_folders_are_read_as_the_loader_reads_them(spark, project, tmp_path):
    partitions = sorted((project.export / "crc33_customer").glob("*.csv"))
    later = [file.rename(tmp_path / file.name) for file in partitions[6:]]
    as_incremental_folder(project, "2026-11-01T00.00.00Z", partitions[:6])
    unfinished = project.export / "2026-11-01T00.30.00Z" / "crc33_customer"
    unfinished.mkdir(parents=True)
    (unfinished / "2026.csv").write_text("is,left,alone\r\n")
    pipeline = Pipeline(spark, tmp_path, project.export, str(project.finance))
    first = pipeline.run()
    assert "Run is COMPLETED" in first, first[-3000:]
    project.build(*STAGING)
    assert_same_bronze(pipeline, project)

    names = [
        column["name"]
        for column in json.loads((project.export / "model.json").read_text())["entities"][0]["attributes"]
    ]
    as_incremental_folder(project, "2026-11-01T00.15.00Z", later)
    moved = [*names[:5], *names[6:], names[5]]
    row = ",".join(f'"{name} ""x"",\r\n"' for name in moved)
    (tmp_path / "1.csv").write_text(f"{row}\r\ntoo,few\r\n", newline="")
    as_incremental_folder(project, "2026-11-01T00.20.00Z", [tmp_path / "1.csv"], moved)
    second = pipeline.run()
    assert "Run is COMPLETED" in second, second[-3000:]
    project.build(*STAGING)
    assert_same_bronze(pipeline, project)


def test_a_table_missing_from_the_container_is_empty_until_it_arrives(spark, project, tmp_path):
    shutil.rmtree(project.export / "lead")
    shutil.rmtree(project.export / "Microsoft.Athena.TrickleFeedService")
    model = json.loads((project.export / "model.json").read_text())
    model["entities"] = [entity for entity in model["entities"] if entity["name"] != "lead"]
    (project.export / "model.json").write_text(json.dumps(model))
    pipeline = Pipeline(spark, tmp_path, project.export, str(project.finance))
    pipeline.load("account", "lead")
    first = pipeline.run()
    assert "Run is COMPLETED" in first, first[-3000:]
    lead = spark.session.table(f"{pipeline.database}.lead")
    assert lead.count() == 0
    source = yaml.safe_load((ROOT / "models/staging/dataverse/lead/_lead.yml").read_text())["sources"][0]
    assert {column.lower() for column in lead.columns} == {
        column["name"].lower() for column in source["tables"][0]["columns"]
    }

    # columns that staging reads and the container lacks are NULL
    exported = ["Id", "SinkCreatedOn", "SinkModifiedOn", "firstname", "versionnumber", "IsDelete"]
    model["entities"].append({"name": "lead", "attributes": [{"name": name} for name in exported]})
    (project.export / "model.json").write_text(json.dumps(model))
    (project.export / "lead").mkdir()
    (project.export / "lead" / "2026.csv").write_text(record(exported, Id="A1", firstname="Ann", versionnumber=1))
    second = pipeline.run()
    assert "Run is COMPLETED" in second, second[-3000:]
    project.build("--select", "+stg_dataverse__account", "+stg_dataverse__lead")
    assert_same_bronze(pipeline, project, tables=("account", "lead"))


def test_a_table_without_a_description_is_reported(spark, project, tmp_path):
    pipeline = Pipeline(spark, tmp_path, project.export, str(project.finance))
    pipeline.load("crc33_customer", "leed")
    assert "c360.tables names leed, which neither" in pipeline.run()


def test_a_row_that_cant_be_read_waits_in_quarantine(spark, project, tmp_path):
    table = project.export / "crc33_customer"
    for file in table.glob("*.csv"):
        file.unlink()
    (table / "2024.csv").write_text("too,few,values\r\nhalf")
    (project.export / "OptionsetMetadata" / "StateMetadata.csv").unlink()
    pipeline = Pipeline(spark, tmp_path, project.export, str(project.finance))
    first = pipeline.run()
    assert "Run is COMPLETED" in first, first[-3000:]
    assert pipeline.rows("crc33_customer").count() == 0
    assert pipeline.rows("state_metadata").count() == 0
    assert waiting(pipeline) == [("crc33_customer", 0, 13, "too,few,values", "crc33_customer/2024.csv", 1)]
    state = ("crc33_customer/2024.csv", 2, 14, 4, 0, 1)
    assert state in loaded(pipeline)

    # what was known of a file that was rewritten is over
    good = record([column["name"] for column in columns_of(project)], Id="A1", versionnumber=1)
    (table / "2024.csv").write_text(good)
    second = pipeline.run()
    assert "Run is COMPLETED" in second, second[-3000:]
    assert waiting(pipeline) == []
    assert ("crc33_customer/2024.csv", len(good), 0, 0, 1, 0) in loaded(pipeline)


def columns_of(project: Project) -> list[dict]:
    entities = json.loads((project.export / "model.json").read_text())["entities"]
    return next(entity["attributes"] for entity in entities if entity["name"] == "crc33_customer")


def waiting(pipeline: Pipeline) -> list[tuple]:
    rows = pipeline.rows("quarantine").collect()
    return [tuple(row[name] for name in ("table_name", "first_byte", "last_byte", "raw_text", "_source_file",
                                         "_source_row")) for row in rows]  # fmt: skip


def loaded(pipeline: Pipeline) -> list[tuple]:
    names = "source_file bytes_loaded bytes_quarantined bytes_pending rows_loaded rows_quarantined".split()
    return [tuple(row[name] for name in names) for row in pipeline.rows("load_state").collect()]


def test_workers_need_nothing_from_the_project(project):
    """On Databricks only the driver has the project's folder on its path."""
    files = sorted((project.export / "crc33_customer").glob("*.csv"))[:1]
    as_incremental_folder(project, "2026-11-01T00.00.00Z", files)
    source = SynapseLink({"path": str(project.export), "table": "crc33_customer"})
    reader = source.streamReader(source.schema())

    def read() -> int:
        begin = reader.initialOffset()
        tasks = reader.partitions(begin, reader.latestOffset(begin, None))
        return sum(batch.num_rows for task in tasks for batch in reader.read(task))

    assert int(on_a_worker(read, by_value=True).stdout) == read() > 0
    assert b"python_helpers" in on_a_worker(read, by_value=False).stderr, "workers have it anyway: this shows nothing"


def on_a_worker(function: Callable[[], int], by_value: bool) -> subprocess.CompletedProcess:
    """Calls the function where the project can't be imported, with the rule for pickling or without."""
    try:
        if by_value:
            send_by_value()
        sent = cloudpickle.dumps(function)
    finally:
        if by_value:
            cloudpickle.unregister_pickle_by_value(python_helpers)
    worker = "import pickle, sys; sys.modules['python_helpers'] = None; print(pickle.load(sys.stdin.buffer)())"
    return subprocess.run([sys.executable, "-c", worker], input=sent, capture_output=True, check=False)
