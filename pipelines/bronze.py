"""Bronze on Databricks as a declarative pipeline: streaming tables of a Synapse Link container and the finance files.

Its configuration:

- ``c360.export``: root of the container, on Databricks the path of a volume; empty if bronze comes from elsewhere;
- ``c360.tables``: the exported tables to load, separated by commas; a table missing from the container is empty;
- ``c360.project``: the folder of the dbt project, whose sources name the columns that its models read;
- ``c360.finance``: path or glob of the finance files.

bronze_job.py does the same as a job.
"""

from collections.abc import Callable
from pathlib import Path

from pyspark import pipelines
from pyspark.sql import DataFrame, SparkSession

from python_helpers.export.model import ExportError
from python_helpers.spark.flows import COMMENTS, flows, views

# Databricks gives pipelines their session under this name
spark = globals().get("spark") or SparkSession.active()
setting = spark.conf.get
tables = [name.strip() for name in setting("c360.tables").split(",")]


def view(sql: str) -> Callable[[], DataFrame]:
    return lambda: spark.sql(sql)


made = set()
export = setting("c360.export")
for flow in flows(spark, export, tables, Path(setting("c360.project")), setting("c360.finance")):
    if flow.in_place:
        raise ExportError(
            f"{flow.name} is exported in place, and only the job can delete what its files lack: set bronze_by in "
            "databricks.yml to job."
        )
    if flow.is_whole:
        pipelines.materialized_view(name=flow.target, comment=flow.comment)(flow.rows)
        continue
    if flow.target not in made:
        keys = {"cluster_by": ["Id"]} if flow.target in tables else {}
        pipelines.create_streaming_table(flow.target, comment=flow.comment, **keys)
        made.add(flow.target)
    pipelines.append_flow(target=flow.target, name=flow.name)(flow.rows)
for name, sql in views("", export).items():
    pipelines.materialized_view(name=name, comment=COMMENTS[name])(view(sql))
