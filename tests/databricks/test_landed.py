"""What dbt sends to Databricks to make bronze of landed tables."""

import re
import shutil

import duckdb
import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from support.borrowed import BORROWED
from support.landed import LANDED, ROWS, TABLES, statements
from support.offline import ROOT
from support.project import Project
from support.shared_sql import faults
from support.texts import assert_none_side_by_side

from python_helpers.project.sources import WHERE_FROM, declared


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    made = tmp_path_factory.mktemp("landed") / "customer360.duckdb"
    with duckdb.connect(made) as connection:
        connection.execute(f"{TABLES}{ROWS}")
    return made


@pytest.fixture(scope="module")
def sent(database, tmp_path_factory):
    """The statements by bronze table."""
    return statements(database, tmp_path_factory.mktemp("work"))


def test_the_views_have_the_columns_that_staging_reads(sent):
    columns = {}
    for name, text in sent.items():
        view = sqlglot.parse_one(text, dialect="databricks")
        assert view.kind == "VIEW"
        # what isn't landed may be there already
        expected = (True, False) if name in LANDED else (False, True)
        assert (bool(view.args["replace"]), bool(view.args["exists"])) == expected
        columns[name] = view.expression.named_selects
    assert columns == {name: [*source.columns, *WHERE_FROM] for name, source in declared(ROOT).items()}


def test_the_statements_are_sql_that_both_engines_read_alike(sent):
    with duckdb.connect() as connection:
        own = connection.execute("select function_name from duckdb_functions()").fetchall()
    known = BORROWED | {name for (name,) in own}
    assert_none_side_by_side(sent.items())
    linter = Linter(config=FluffConfig(overrides={"dialect": "databricks", "templater": "raw"}))
    for text in sent.values():
        query = re.sub(r"`\w+`[.]`\w+`[.]`\w+`", "relation", text.split(" as\n", 1)[1])
        assert faults(query, known) == []
        assert linter.parse_string(f"{text};\n").violations == []


def test_the_views_have_the_rows_that_duckdb_makes(sent, database, tmp_path):
    project = Project(tmp_path)
    shutil.copy(database, project.database)
    project.execute("create schema bronze")
    assert project.printed("run-operation", "bronze_from_landed", "--args",
                           "{database: customer360, schema: landed}").returncode == 0  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(f"attach '{project.database}' as spark_catalog (read_only)")
        for name in LANDED:
            query = sent[name].split(" as\n", 1)[1].replace("`", '"')
            rows = connection.execute(f"select * from ({query}) order by all").fetchall()
            assert rows == connection.execute(f"from spark_catalog.bronze.{name} order by all").fetchall() != []
