"""dbt's unit tests hold on Spark: dbt compiles them for Databricks, and Spark runs what dbt sends."""

from support.offline import ROOT, invoke, no_connection
from support.texts import assert_none_side_by_side


def test_unit_tests_hold_on_spark(spark, project, tmp_path):
    def execute(sql):
        rows = spark.session.sql(sql)
        return rows.columns, [tuple(row) for row in rows.collect()]

    with no_connection(project.database, tables_exist=True, execute=execute) as sent:
        results = invoke(ROOT, tmp_path, "test", "--select", "test_type:unit", "--no-populate-cache")
    tests = [item for item in results if item.node.resource_type == "unit_test"]
    assert len(tests) > 20
    assert {item.status for item in tests} == {"pass"}
    assert_none_side_by_side((name, text) for name, texts in sent.items() for text in texts)
    assert {name for name in sent if name.startswith("unit_test.")} == {item.node.unique_id for item in tests}
