"""Runs compiled models on a local Spark session, and compares its tables with DuckDB's."""

import importlib.util
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import duckdb
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr

from support.metric_views import is_metric_view, on_spark
from support.offline import ROOT, databricks_type

DELETE = re.compile(r"delete from {{ this }} where (.+)", re.S)


def session(warehouse: Path, port: int) -> SparkSession:
    """A Spark session that behaves as a Databricks SQL warehouse does: ANSI mode, UTC.

    Spark Connect, for the pipelines, listens at the port.
    """
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.ansi.enabled", "true")
        # 'a''b' is two texts side by side, ab; open-source Spark would take it for a quote within one
        .config("spark.sql.legacy.consecutiveStringLiterals.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(warehouse))
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.legacy.createHiveTableByDefault", "false")
        .config("spark.sql.adaptive.enabled", "false")
        # compiling code for a few thousand rows takes longer than interpreting the plan
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.constraintPropagation.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -Xss64m")
        .config("spark.ui.enabled", "false")
        .config("spark.plugins", "org.apache.spark.sql.connect.SparkConnectPlugin")
        .config("spark.connect.grpc.binding.port", port)
        # a worker that starts on a busy machine may take longer than 15 s
        .config("spark.python.authenticate.socketTimeout", "10m")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


@dataclass
class Spark:
    """A Spark session, the folder of its tables, and the port of its Spark Connect."""

    session: SparkSession
    warehouse: Path
    port: int

    def load(self, database: Path, tables: list[str], work: Path) -> None:
        """Replaces tables (schema.name) with those of a DuckDB file."""
        with duckdb.connect(database, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for table in tables:
                # DuckDB's timestamp is UTC by our convention; Spark must know it as such
                zoned = ", ".join(
                    f'cast("{name}" as timestamptz) as "{name}"' if kind == "TIMESTAMP" else f'"{name}"'
                    for name, kind, *_ in connection.execute(f"describe {table}").fetchall()
                )
                schema, _ = table.split(".")
                self.session.sql(f"create schema if not exists {schema}")
                self.session.sql(f"drop table if exists {table}")
                file = work / f"{table}.parquet"
                connection.execute(f"copy (select {zoned} from {table}) to '{file}'")
                self.session.catalog.createTable(table, str(file), "parquet")

    def save(self, rows: DataFrame, table: str) -> None:
        """Replaces a table, even one that ``rows`` reads."""
        schema, name = table.split(".")
        self.session.sql(f"create schema if not exists {schema}")
        rows.write.mode("overwrite").saveAsTable(f"{schema}.{name}__new")
        self.session.sql(f"drop table if exists {table}")
        self.session.sql(f"alter table {schema}.{name}__new rename to {table}")

    def run(self, node, incremental: bool) -> None:
        """Does with a compiled model what its materialization would do."""
        table = f"{node.schema}.{node.alias}"
        self.session.sql(f"create schema if not exists {node.schema}")
        config = node.config
        incremental = incremental and config.materialized == "incremental"
        if config.materialized == "view":
            self.session.sql(f"create or replace view {table} as {node.compiled_code}")
            return
        if is_metric_view(node):
            self.session.sql(on_spark(node))
            return
        rows = self._python(node, incremental) if node.language == "python" else self.session.sql(node.compiled_code)
        if incremental:
            rows = self._added(self.session.table(table), rows, config)
        for hook in config.post_hook:
            condition = DELETE.fullmatch(hook.sql)
            assert condition, f"{node.name}: a post-hook of another kind than a delete: {hook.sql}"
            rows = rows.where(f"not coalesce({condition[1]}, false)")
        self.save(rows, table)

    def rows(self, query: str) -> list[tuple]:
        """The rows of a query as DuckDB gives them: timestamps without a zone."""
        frame = self.session.sql(query)
        frame = frame.select([frame[name].cast("timestamp_ntz") if kind == "timestamp" else frame[name]
                              for name, kind in frame.dtypes])  # fmt: skip
        return [tuple(row) for row in frame.collect()]

    @staticmethod
    def _added(known: DataFrame, rows: DataFrame, config) -> DataFrame:
        """The table after an incremental run, by the strategy of the model's config."""
        match config.incremental_strategy:
            case "append":
                return known.unionByName(rows)
            case "hand_over":  # test_statements.py runs its merge, on DuckDB
                return rows
            case "delete+insert":
                return known.join(rows, config.unique_key, "left_anti").select(rows.columns).unionByName(rows)
            case "merge":
                key = config.unique_key
                same = f"DBT_INTERNAL_SOURCE.{key} <=> DBT_INTERNAL_DEST.{key}"
                old, new = known.alias("DBT_INTERNAL_DEST"), rows.alias("DBT_INTERNAL_SOURCE")
                update = f"{same} and ({config.extra.get('matched_condition', 'true')})"
                updated = new.join(old, expr(update), "left_semi")
                inserted = new.join(old, expr(same), "left_anti").where(
                    config.extra.get("not_matched_condition", "true")
                )
                return old.join(new, expr(update), "left_anti").unionByName(updated).unionByName(inserted)
        raise AssertionError(f"incremental strategy {config.incremental_strategy}")

    def _python(self, node, incremental: bool) -> DataFrame:
        spec = importlib.util.spec_from_file_location(node.name, ROOT / node.original_file_path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        dbt = SimpleNamespace(
            config=SimpleNamespace(meta_get=node.config.meta.get),
            ref=lambda name: self.session.table(f"silver.{name}"),
            is_incremental=incremental,
            this=f"{node.schema}.{node.alias}",
        )
        return module.model(dbt, self.session)

    def differences(self, database: Path, table: str, work: Path, but: tuple[str, ...] = ()) -> list[str]:
        """How a table differs from DuckDB's, except in ``but``: empty when columns, types and rows are the same.

        Each line names the model, the column and what is wrong; for rows, up to three of each engine.
        """
        schema, name = table.split(".")
        rows = self.session.table(table)
        files = self.warehouse / f"{schema}.db" / name
        if not files.exists():  # a view
            files = work / f"{table}.from-spark.parquet"
            rows.write.mode("overwrite").parquet(str(files))
        with duckdb.connect(database, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            expected = {name: databricks_type(kind) for name, kind, *_ in
                        connection.execute(f"describe {table}").fetchall()}  # fmt: skip
            found = dict(rows.dtypes)
            if list(expected) != list(found):
                return [f"{table}: DuckDB has the columns {list(expected)}, Spark {list(found)}"]
            wrong = [
                f"{table}.{name}: {kind} on DuckDB, {found[name]} on Spark"
                for name, kind in expected.items()
                if kind != found[name]
            ]
            columns = ", ".join(
                f'cast("{name}" as timestamp) as "{name}"' if kind == "timestamp" else f'"{name}"'
                for name, kind in expected.items()
                if name not in but
            )
            ours = f"select {columns} from {table}"
            theirs = f"select {columns} from read_parquet('{files}/*.parquet')"
            only = {
                "DuckDB": connection.execute(f"{ours} except all {theirs} order by all").fetchall(),
                "Spark": connection.execute(f"{theirs} except all {ours} order by all").fetchall(),
            }
        names = [name for name in expected if name not in but]
        if only["DuckDB"] or only["Spark"]:
            apart = [
                name
                for place, name in enumerate(names)
                if Counter(row[place] for row in only["DuckDB"]) != Counter(row[place] for row in only["Spark"])
            ]
            counts = " and ".join(f"{len(lines):,} only on {engine}" for engine, lines in only.items())
            wrong.append(f"{table}.{', '.join(apart) or '(rows)'}: {counts}")
            for engine, lines in only.items():
                shown = [dict(zip(names, line, strict=True)) for line in lines[:3]]
                wrong += [f"  {engine}: { {name: row[name] for name in [names[0], *apart]} }" for row in shown]
        return wrong
