"""Every model gives the same tables on DuckDB and on Spark in ANSI mode, in which Databricks SQL runs."""

import copy
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml
from pyspark.sql.functions import expr
from support import metric_views
from support.engine import Spark
from support.offline import ROOT, compiled
from support.project import Project

from python_helpers.dashboard.aibi import queries
from python_helpers.sample.generate import append_changes


def tables(project: Project, *schemas: str) -> list[str]:
    return [
        f"{schema}.{name}"
        for schema, name in project.query(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
        )
        if schema in schemas
    ]


def run_all(spark: Spark, project: Project, work: Path, incremental: bool) -> tuple[list, list]:
    """Loads into Spark what models don't build (bronze, seeds, snapshots) and runs models. Returns all nodes and these.

    An incremental run also loads the tables that each build makes again, because their SQL is the same as before.
    """
    nodes = compiled(ROOT, work, project.database, incremental)
    models = [node for node in nodes if node.resource_type == "model"]
    anew = [node for node in models if incremental and node.config.materialized == "table"]
    run = [node for node in models if not incremental or node.config.materialized == "incremental"]
    given = [table_of(node) for node in nodes if node.resource_type == "seed" or node in anew]
    spark.load(project.database, tables(project, "bronze", "snapshots") + given, work)
    for node in run:
        spark.run(node, incremental)
    return nodes, run


def table_of(node) -> str:
    return f"{node.schema}.{node.alias}"


def assert_same(spark: Spark, project: Project, run: list, work: Path) -> None:
    models = [table_of(node) for node in run if not metric_views.is_metric_view(node)]
    assert len(models) > 10
    # merge leaves a row that was only sent again as it is, with the time of its first load
    but = {table: ("_loaded_at",) if table.endswith("_current") else () for table in models}
    wrong = [line for table in models for line in spark.differences(project.database, table, work, but[table])]
    assert not wrong, "\n" + "\n".join(wrong)


def assert_tests_pass(spark: Spark, nodes: list) -> None:
    ran = 0
    for node in nodes:
        if node.resource_type == "test":
            failures = spark.session.sql(node.compiled_code).take(3)
            assert not failures or node.config.severity.lower() == "warn", (node.name, failures)
            ran += 1
    assert ran > 30


def assert_same_answers(spark: Spark, project: Project, nodes: list) -> None:
    """The AI/BI dashboard's queries and the metric views."""
    asked = {name: (query, query) for name, query in queries().items()}
    for node in filter(metric_views.is_metric_view, nodes):
        plain = metric_views.plain_queries(node)
        asked |= {f"{node.name} by {by}": (plain[by], query) for by, query in metric_views.queries(node).items()}
    alerts = yaml.safe_load((ROOT / "resources" / "alerts.yml").read_text())["resources"]["alerts"]
    for name, alert in alerts.items():
        query = re.sub(r"\$\{var[.]catalog\}[.]", "", alert["query_text"])
        query = re.sub(r"\$\{resources[.]schemas[.](\w+)[.]name\}", r"\1", query)
        assert len(spark.rows(query)) == 1, name
    assert len(asked) > 20
    # in parallel, because most of the time is Spark's planning
    with ThreadPoolExecutor(4) as pool:
        theirs = dict(zip(asked, pool.map(spark.rows, [query for _, query in asked.values()]), strict=True))
    ours = {name: project.query(query) for name, (query, _) in asked.items()}
    assert all(ours.values()), [name for name, rows in ours.items() if not rows]
    wrong = {name: (ours[name], theirs[name]) for name in asked if counted(ours[name]) != counted(theirs[name])}
    assert not wrong


def counted(rows: list[tuple]) -> frozenset:
    """The rows in any order; the last digits of a double differ between engines."""
    exact = [tuple(float(f"{cell:.12g}") if isinstance(cell, float) else cell for cell in row) for row in rows]
    return frozenset(Counter(exact).items())


def test_first_build_and_incremental_build(spark, project, tmp_path):
    _, run = run_all(spark, project, tmp_path, incremental=False)
    assert_same(spark, project, run, tmp_path)

    append_changes(project.folder, 300, seed=5)
    with project.finance.open("a", newline="") as finance:
        finance.write("C999999,1,2,3,EUR,2026-10-31\r")
    project.build(without=())
    nodes, run = run_all(spark, project, tmp_path, incremental=True)
    assert_same(spark, project, run, tmp_path)
    assert_tests_pass(spark, nodes)
    assert_same_answers(spark, project, nodes)

    current = next(node for node in nodes if node.name == "customer_current")
    before = spark.session.table("silver.customer_current").collect()
    sent_again = spark.session.table("silver.customer_history")
    spark.save(sent_again.withColumn("_loaded_at", expr("_loaded_at + interval '1' day")), "silver.customer_history")
    spark.run(current, incremental=True)
    assert set(spark.session.table("silver.customer_current").collect()) == set(before)

    changed = next(copy.copy(node) for node in nodes if node.name == "customer_measures")
    changed.compiled_code = changed.compiled_code.replace("0.25 then 'medium'", "0.25 then 'MEDIUM'")
    spark.run(changed, incremental=False)
    told = spark.differences(project.database, "gold.customer_measures", tmp_path)
    assert told[0].startswith("gold.customer_measures.spend_band: ")
    assert len([line for line in told if line.startswith("  Spark: {'customer_id':")]) == 3
