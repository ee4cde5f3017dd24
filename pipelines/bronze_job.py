"""Bronze on Databricks as a job, for workspaces whose pipelines refuse Python data sources, and for in-place exports.

It loads what the pipeline bronze.py loads, and what in-place files lack becomes deletes.
"""

import argparse
import sys

from pyspark.sql import SparkSession

arguments = argparse.ArgumentParser()
for name in ("schema", "export", "tables", "project", "finance", "checkpoints"):
    arguments.add_argument(f"--{name}", required=True)
arguments.add_argument("--accept-deletes", default="")
given = arguments.parse_args()
sys.path.insert(0, given.project)

from pathlib import Path  # noqa: E402

from python_helpers.spark.flows import flows  # noqa: E402
from python_helpers.spark.job import load  # noqa: E402

tables = [name.strip() for name in given.tables.split(",")]
accepted = [name.strip().lower() for name in given.accept_deletes.split(",")]
spark = SparkSession.builder.getOrCreate()
found = flows(spark, given.export, tables, Path(given.project), given.finance)
load(spark, given.schema, found, given.export, given.checkpoints, accepted)
