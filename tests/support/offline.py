"""What dbt sends to Databricks, worked out by the real adapter without a connection."""

import contextlib
import os
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from unittest import mock

import duckdb
from databricks.sql.utils import ParamEscaper
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.databricks.column import DatabricksColumn
from dbt.adapters.databricks.connections import DatabricksConnectionManager
from dbt.adapters.databricks.impl import DatabricksAdapter
from dbt.adapters.databricks.relation import DatabricksRelation, DatabricksRelationType
from dbt.cli.main import dbtRunner
from dbt_common.clients import agate_helper
from dbt_common.events.event_manager_client import get_event_manager

ROOT = Path(__file__).parents[2]
# The catalog that a Spark session has from the start; its types are named as on Databricks.
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
# What a statement gives back: names of columns, and rows.
Answer = tuple[list[str], list[tuple]]


def databricks_type(duckdb_type: str) -> str:
    """Databricks' name for a type of DuckDB."""
    return TYPES.get(duckdb_type, duckdb_type.lower())


@contextlib.contextmanager
def no_connection(
    database: Path, tables_exist: bool, execute: Callable[[str], Answer] | None = None
) -> Iterator[dict[str, list[str]]]:
    """Plays the SQL warehouse, and collects the statements that each node sends, in their order.

    A DuckDB file gives the columns of tables, when ``tables_exist``, and those of a query.
    ``execute`` runs the other statements; without it they give no rows, and tests pass.
    """
    sent: dict[str, list[str]] = {}
    with duckdb.connect(database, read_only=True) as connection:
        # those of handover are tables on Databricks
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where schema_name <> 'handover'"
        ).fetchall()
    metric_views = {path.stem for path in ROOT.glob("models/reports/metrics/*.sql")}

    def described(query: str) -> list[DatabricksColumn]:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{database}' as spark_catalog (read_only)")
            connection.execute("create macro current_timestamp() as now()")
            connection.execute("set search_path = 'spark_catalog.main,memory.main'")
            columns = connection.execute(f"describe {query}").fetchall()
        return [DatabricksColumn(column=name, dtype=databricks_type(kind)) for name, kind, *_ in columns]

    def get_relation(self, database, schema, identifier, needs_information=False):  # noqa: ARG001
        if not tables_exist:
            return None
        kind = DatabricksRelationType.View if (schema, identifier) in views else DatabricksRelationType.Table
        kind = DatabricksRelationType.MetricView if identifier in metric_views else kind
        return DatabricksRelation.create(
            database=database, schema=schema, identifier=identifier, type=kind, is_delta=True, metadata={}
        )

    def get_columns_in_relation(self, relation):  # noqa: ARG001
        name = relation.identifier.removesuffix("__dbt_tmp")
        # a temporary view has no schema; it belongs to a table of one of these
        schemas = [relation.schema] if relation.schema else ["silver", "snapshots", "handover"]
        for schema in schemas:
            with contextlib.suppress(duckdb.CatalogException):
                return described(f"from {schema}.{name}")
        rows = execute(f"describe {relation.render()}")[1] if execute else []
        return [DatabricksColumn(column=name, dtype=kind) for name, kind, *_ in rows]

    def has_dbr_capability(self, name):  # noqa: ARG001
        return True

    def get_column_schema_from_query(self, sql):  # noqa: ARG001
        return described(sql)

    # says that a table has the comments that its model asks for; a new one has none
    def get_persist_doc_columns(self, existing_columns, columns):  # noqa: ARG001
        replaced = "create or replace table" in "".join(sent.get(self.connections.get_thread_connection().name, []))
        return columns if replaced or not tables_exist else {}

    # says that a table has the settings (tags, clustering, properties) that its model asks for
    def get_relation_config(self, relation, model_config=None):  # noqa: ARG001
        return model_config

    def submit_python_job(self, parsed_model, compiled_code):  # noqa: ARG001
        sent.setdefault(self.connections.get_thread_connection().name, []).append(compiled_code)
        return AdapterResponse("OK")

    def run(self, sql, auto_begin=False, fetch=False, limit=None):  # noqa: ARG001
        node = self.get_thread_connection().name
        sent.setdefault(node, []).append(sql)
        names, rows = execute(sql) if execute else ([], [])
        if not execute and node.startswith("test."):
            names, rows = ["failures", "should_warn", "should_error"], [(0, False, False)]
        if not execute and "where false" in sql:
            names = [column.name for column in described(sql)]
        table = agate_helper.table_from_data_flat([dict(zip(names, row, strict=True)) for row in rows], names)
        return AdapterResponse("OK"), table

    def add_query(self, sql, auto_begin=True, bindings=None, *args, **kwargs):  # noqa: ARG001
        # as the connector does, because the adapter asks for inline parameters
        sql = sql % ParamEscaper().escape_args(bindings) if bindings else sql
        sent.setdefault(self.get_thread_connection().name, []).append(sql)
        return self.get_thread_connection(), None

    with contextlib.ExitStack() as patches:
        for answer in (
            get_relation,
            get_columns_in_relation,
            has_dbr_capability,
            get_column_schema_from_query,
            get_persist_doc_columns,
            get_relation_config,
            submit_python_job,
        ):
            answer._is_available_ = True
            patches.enter_context(mock.patch.object(DatabricksAdapter, answer.__name__, answer))
        patches.enter_context(mock.patch.object(DatabricksConnectionManager, "execute", run))
        patches.enter_context(mock.patch.object(DatabricksConnectionManager, "add_query", add_query))
        patches.enter_context(mock.patch.dict(os.environ, ENVIRONMENT))
        yield sent


def invoke(project: Path, work: Path, *command: str) -> list:
    """What dbt's command gives for each node of a project; raises AssertionError with its messages when it fails."""
    here = Path.cwd()
    command = ("--log-level", "none", "--log-level-file", "none", "--no-write-json", *command)
    command += ("--target", "databricks", "--threads", "1")
    command += ("--project-dir", str(project), "--profiles-dir", str(project))
    command += ("--target-path", str(work), "--log-path", str(work))
    try:
        os.chdir(project)
        result = dbtRunner().invoke(list(command))
    finally:
        os.chdir(here)
        get_event_manager().warn_error = False  # dbt keeps it for what comes next in this process
    failed = [f"{item.node.name}: {item.message}" for item in result.result or [] if item.status in ("error", "fail")]
    assert result.success, result.exception or "\n".join(failed)
    return result.result.results


def compiled(project: Path, work: Path, database: Path, incremental: bool, *arguments: str) -> list:
    """dbt's nodes (models, tests, seeds, snapshots), compiled for Databricks, each after what it depends on."""
    with no_connection(database, incremental):
        results = invoke(project, work, "compile", "--no-populate-cache", "--no-introspect", *arguments)
    nodes = {item.node.unique_id: item.node for item in results if item.node.resource_type != "exposure"}
    order = TopologicalSorter({name: set(node.depends_on_nodes) & set(nodes) for name, node in nodes.items()})
    return [nodes[name] for name in order.static_order()]
