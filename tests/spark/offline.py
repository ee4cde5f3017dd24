"""What dbt would send to Databricks, worked out by the real adapter without a connection."""

import contextlib
import os
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from unittest import mock

import duckdb
from dbt.adapters.databricks.column import DatabricksColumn
from dbt.adapters.databricks.impl import DatabricksAdapter
from dbt.adapters.databricks.relation import DatabricksRelation, DatabricksRelationType
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).parents[2]
# The catalog that a Spark session has from the start; its types have the names of Databricks'.
ENVIRONMENT = {
    "C360_CATALOG": "spark_catalog",
    "DATABRICKS_HOST": "offline.example.com",
    "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/offline",
    "DATABRICKS_TOKEN": "offline",
    "DO_NOT_TRACK": "1",
}
TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "DOUBLE": "double",
}


def databricks_type(duckdb_type: str) -> str:
    """The name that Databricks has for a type of DuckDB."""
    return TYPES.get(duckdb_type, duckdb_type.lower())


@contextlib.contextmanager
def no_connection(database: Path, tables_exist: bool) -> Iterator[None]:
    """Answers what the adapter would ask a warehouse: whether tables exist, and their columns from a DuckDB file."""

    def get_relation(self, database, schema, identifier, needs_information=False):  # noqa: ARG001
        kind = DatabricksRelationType.Table
        relation = DatabricksRelation.create(database=database, schema=schema, identifier=identifier, type=kind)
        return relation if tables_exist else None

    def get_columns_in_relation(self, relation):  # noqa: ARG001
        with duckdb.connect(database, read_only=True) as connection:
            columns = connection.execute(
                "select column_name, data_type from information_schema.columns where table_schema = ? "
                "and table_name = ? order by ordinal_position",
                [relation.schema, relation.identifier],
            ).fetchall()
        return [DatabricksColumn(column=name, dtype=databricks_type(kind)) for name, kind in columns]

    def has_dbr_capability(self, name):  # noqa: ARG001
        return True

    with contextlib.ExitStack() as patches:
        for answer in (get_relation, get_columns_in_relation, has_dbr_capability):
            answer._is_available_ = True
            patches.enter_context(mock.patch.object(DatabricksAdapter, answer.__name__, answer))
        patches.enter_context(mock.patch.dict(os.environ, ENVIRONMENT))
        yield


def compiled(project: Path, work: Path, database: Path, incremental: bool, *arguments: str) -> list:
    """dbt's nodes (models, tests, seeds, snapshots), compiled for Databricks, each behind what it depends on."""
    here = Path.cwd()
    command = ["--quiet", "compile", "--target", "databricks", "--no-populate-cache", "--no-introspect"]
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--target-path", str(work), "--log-path", str(work), *arguments]
    try:
        os.chdir(project)
        with no_connection(database, incremental):
            result = dbtRunner().invoke(command)
    finally:
        os.chdir(here)
    assert result.success, result.exception or [item.message for item in result.result if item.status != "success"]
    nodes = {item.node.unique_id: item.node for item in result.result.results}
    order = TopologicalSorter({name: set(node.depends_on_nodes) & set(nodes) for name, node in nodes.items()})
    return [nodes[name] for name in order.static_order()]
