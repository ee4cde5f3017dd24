"""The metric views follow version 1.1 as Databricks documents it, and explain themselves to business readers."""

import logging

import duckdb
import pytest
import sqlglot
import yaml
from sqlfluff.core import FluffConfig, Linter
from support.metric_views import is_metric_view, plain_queries
from support.offline import ROOT, compiled

REQUIRED = {"name", "expr", "display_name", "comment"}
OPTIONAL = {"synonyms", "format"}


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    work = tmp_path_factory.mktemp("metrics")
    duckdb.connect(work / "empty.duckdb").close()
    found = compiled(ROOT, work, work / "empty.duckdb", False, "--select", "models/reports/metrics")
    found = [node for node in found if is_metric_view(node)]
    assert {node.name for node in found} == {path.stem for path in ROOT.glob("models/reports/metrics/*.sql")}
    return found


def test_each_column_has_a_name_and_a_comment(nodes):
    for node in nodes:
        view = yaml.safe_load(node.compiled_code)
        assert view.keys() == {"version", "comment", "source", "dimensions", "measures"}
        assert str(view["version"]) == "1.1"
        columns = view["dimensions"] + view["measures"]
        assert all(column.keys() >= REQUIRED and column.keys() <= REQUIRED | OPTIONAL for column in columns)
        assert [column["name"] for column in columns] == list(node.columns), "the .yml describes other columns"
        assert all(text.strip() for text in [view["comment"], *(column["comment"] for column in columns)])
        assert len({column["display_name"] for column in columns}) == len(columns)
        for column in columns:
            assert len(column.get("synonyms", [])) <= 10
        assert "$$" not in node.compiled_code


def test_each_measure_is_databricks_sql(nodes):
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    linter = Linter(config=FluffConfig(overrides={"dialect": "databricks", "templater": "raw"}))
    asked = [query for node in nodes for query in plain_queries(node).values()]
    assert len(asked) > 10
    for query in asked:
        assert isinstance(sqlglot.parse_one(query, dialect="databricks"), sqlglot.exp.Query)
        assert not linter.parse_string(f"{query};\n").violations, query
