"""The job that fills bronze, on Spark, gives the rows that the local loader gives."""

import os
import shutil
import time

import duckdb
import pytest
from support.engine import Spark
from support.offline import ROOT
from support.project import STAGING, Project, record

from python_helpers.spark.flows import flows
from python_helpers.spark.job import load

COLUMNS = ["Id", "SinkModifiedOn", "crc33_cid", "crc33_city", "versionnumber"]


class Job:
    """The job over a project's export."""

    def __init__(self, spark: Spark, project: Project, tables: list[str]):
        self.spark, self.project, self.tables = spark.session, project, tables
        self.schema = f"job_{project.folder.parent.name}"
        self.spark.sql(f"create schema {self.schema}")

    def run(self, accepted: tuple[str, ...] = ()) -> None:
        export, checkpoints = str(self.project.export), str(self.project.folder / "checkpoints")
        found = flows(self.spark, export, self.tables, ROOT, str(self.project.finance))
        load(self.spark, self.schema, found, export, checkpoints, accepted)

    def rows(self, table: str, columns: str) -> list[tuple]:
        return sorted(map(tuple, self.spark.sql(f"select {columns} from {self.schema}.{table}").collect()), key=repr)


def ours(project: Project, table: str, columns: str) -> list[tuple]:
    with duckdb.connect(project.database, read_only=True) as connection:
        return sorted(connection.execute(f"select {columns} from bronze.{table}").fetchall(), key=repr)


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path / "local")
    shutil.copytree(ROOT / "sample", tmp_path / "local")
    made.export = made.folder / "dataverse-contoso-org"
    made.finance = made.folder / "finance" / "*.csv"
    return made


def test_the_job_loads_what_the_loader_loads(spark, project):
    job = Job(spark, project, ["crc33_customer"])
    torn = sorted((project.export / "crc33_customer").glob("*.csv"))[-1]
    whole = torn.read_bytes()
    torn.write_bytes(b"too,few\n" + whole[:1000])
    for content in (None, b"too,few\n" + whole):
        if content:
            torn.write_bytes(content)
        job.run()
        project.build(*STAGING)
        columns = "Id, crc33_email, _rescued_data, _source_file, _source_row"
        assert job.rows("crc33_customer", columns) == ours(project, "crc33_customer", columns) != []
        for table in ("customer_finance", "status_metadata"):
            columns = "_source_file, _source_row, _rescued_data"
            assert job.rows(table, columns) == ours(project, table, columns) != []
        columns = "table_name, first_byte, last_byte, raw_text, reason, _source_file, _source_row"
        assert job.rows("quarantine", columns) == ours(project, "quarantine", columns) != []
        columns = "source_file, bytes_loaded, bytes_quarantined, bytes_pending, rows_loaded, rows_quarantined"
        assert job.rows("load_state", columns) == ours(project, "load_state", columns) != []


def test_what_in_place_files_lack_is_deleted(spark, tmp_path):
    """By the rules of the local loader, which builds from the same files after each step."""
    project = Project(tmp_path / "local")
    project.write_export(COLUMNS)
    project.write_finance("C1,1", header="cid,income")
    job = Job(spark, project, ["crc33_customer"])
    many = [(number, "x") for number in range(10, 40)]
    steps = [
        {"2020": [(1, "a"), (2, "b"), *many], "2021": [(3, "c")]},
        # one changed, one moved and changed, one gone
        {"2020": [(1, "z"), *many], "2021": [(3, "c"), (2, "y")], "2022": []},
        # moved without a change, and back to what it was in the file before
        {"2020": [(1, "z"), (2, "b"), *many], "2021": [], "2022": [(3, "c")]},
        # more is gone than stays
        {"2020": [(1, "z")]},
        # a partition is gone; what only it held stays
        {"2020": [(1, "z"), (2, "b"), *many], "2022": None},
        {"2020": [(2, "b"), *many[2:]]},
    ]
    for step in steps:
        for name, rows in step.items():
            file = project.export / "crc33_customer" / f"{name}.csv"
            if rows is None:
                file.unlink()
                continue
            file.write_text("".join(record(COLUMNS, Id=f"{n:08X}", SinkModifiedOn="1/1/2024 1:00:00 AM",
                                           crc33_city=city, versionnumber=n) for n, city in rows))  # fmt: skip
            os.utime(file, (time.time() - 7200,) * 2)
        job.run()
        project.build("--select", "+stg_dataverse__customer", "--exclude-resource-type", "test")
        live = "lower(Id), crc33_city, IsDelete, _rescued_data, _source_file, _source_row"
        assert job.rows("crc33_customer", live) == ours(project, "crc33_customer", live), step
    assert [row for row in job.rows("crc33_customer", "Id, IsDelete") if row[1]] != []
