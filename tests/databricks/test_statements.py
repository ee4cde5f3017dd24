"""The statements that dbt sends to Databricks are those under review, and parsers of Databricks' SQL accept them."""

import logging
import re
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from support.offline import ROOT
from support.statements import FOLDER, is_python, rendered
from support.texts import assert_none_side_by_side, side_by_side

# Databricks documents both; the parsers don't know them yet.
REPLACE_ON = re.compile(r"\s*insert into table \S+ as target\s+replace on ", re.I)
SET_NOT_NULL = re.compile(r"\s*alter table \S+ change column \S+ set not null", re.I)
# test_metric_views.py and tests/spark look inside them.
METRIC_VIEW = re.compile(r"\s*create or replace view \S+\s+with metrics\s+language yaml\s+as [$][$]", re.I)
NAMES_AND_TEXTS = re.compile(r"`[^`]*`|'(?:[^'\\]|\\.)*'")
# sqlglot keeps these as text.
UNPARSED = re.compile(r"\s*(alter table \S+\s+alter column \S+\s+set tags|create schema)\b", re.I)


@pytest.fixture(scope="module")
def nodes():
    return rendered()


@pytest.fixture(scope="module")
def sql(nodes):
    """Each statement once, without the jobs of Python models."""
    texts = {text for node in nodes.values() for statements in node.statements.values() for text in statements}
    metric_views = {text for text in texts if METRIC_VIEW.match(text)}
    assert metric_views
    return sorted(text for text in texts - metric_views if not is_python(text))


def test_the_statements_are_those_under_review(nodes):
    reviewed = {str(path.relative_to(FOLDER)): path.read_text() for path in FOLDER.rglob("*.sql")}
    advice = "dbt sends other statements to Databricks: run `make generated` and look at what git shows."
    assert {file: node.golden() for file, node in nodes.items()} == reviewed, advice


def test_no_two_texts_are_side_by_side(nodes):
    """Others check unit tests (tests/spark/test_unit_tests.py), data tests and dashboards (test_shared_sql.py)."""
    blocks = [(str(path.relative_to(ROOT)), text) for path in ROOT.glob("docs/*.md") for text in sql_of(path)]
    assert len(blocks) > 5
    sent = [
        (file, text)
        for file, node in nodes.items()
        for statements in node.statements.values()
        for text in statements
        if not is_python(text)
    ]
    assert any("\\'" in text for _, text in sent), "no seed or comment with a quote is among them"
    assert_none_side_by_side([*sent, *blocks])


def sql_of(path: Path) -> list[str]:
    """The SQL on a page."""
    return re.findall(r"^```sql\n(.*?)^```", path.read_text(), re.S | re.M)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select 'O''Neil'", ["'O''Neil'"]),
        ("where name like '''%'", ["'''%'"]),
        ("select 'two '\n-- lines\n'texts'", ["'two '\n-- lines\n'texts'"]),
        ("select '' as nothing, 'a' || 'b', 'O\\'Neil' as name -- it's a comment", []),
        ("select `it's`, 'text' from t /* 'a''b' */", []),
    ],
)
def test_texts_side_by_side_are_found(sql, found):
    assert list(side_by_side(sql)) == found


def test_the_hand_over_merge_leaves_the_rows_of_its_query(nodes):
    """Runs on DuckDB, which has Databricks' merge; open-source Spark has no Delta tables."""
    (merge,) = (
        text for text in nodes["handover/handover_alias_mapping.sql"].statements["next build"] if "merge" in text
    )
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as spark_catalog; create schema spark_catalog.handover")
        for table in ("spark_catalog.handover.aliasmapping", "aliasmapping__dbt_tmp"):
            connection.execute(f"create table {table} (Value1 varchar, Value2 varchar)")
        connection.execute(
            "insert into spark_catalog.handover.aliasmapping values "
            "('ann', 'anna'), ('bob', 'robert'), ('liz', null), ('gone', 'away')"
        )
        connection.execute(
            "insert into aliasmapping__dbt_tmp values ('ann', 'anna'), ('bob', null), ('liz', 'eliza'), ('new', 'x')"
        )
        assert connection.execute(merge).fetchall() == [(4,)], "a row that is the same was written, or one wasn't"
        rows = connection.execute("from spark_catalog.handover.aliasmapping order by all").fetchall()
        assert rows == connection.execute("from aliasmapping__dbt_tmp order by all").fetchall()


def test_sqlglot_parses_every_statement(sql):
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    unknown = []
    for text in sql:
        try:
            parsed = sqlglot.parse_one(text, dialect="databricks")
            if isinstance(parsed, sqlglot.exp.Command) and not UNPARSED.match(text):
                unknown.append(text)
        except sqlglot.ParseError:
            unknown.append(text)
    assert [text for text in unknown if not REPLACE_ON.match(text) and not SET_NOT_NULL.match(text)] == []
    assert any(map(SET_NOT_NULL.match, unknown)), "sqlglot knows `set not null` by now: delete its exception"


def test_sqlfluff_parses_every_statement(nodes):
    """All but the queries of models, which `make test` lints."""
    texts = {
        node.without_query(text, build)
        for node in nodes.values()
        for build, statements in node.statements.items()
        for text in statements
        if not is_python(text) and not METRIC_VIEW.match(text)
    }
    # one of each shape, because parsing a thousand comments takes a minute
    texts = {NAMES_AND_TEXTS.sub("", text): text for text in texts}.values()
    linter = Linter(config=FluffConfig(overrides={"dialect": "databricks", "templater": "raw"}))
    unknown = [text for text in texts if linter.parse_string(f"{text.strip().rstrip(';')};\n").violations]
    assert [text for text in unknown if not REPLACE_ON.match(text)] == []
    assert unknown, "sqlfluff knows `replace on` by now: delete its exception"


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("silver/customer_history.sql", "CLUSTER BY (customer_id)"),
        ("silver/customer_current.sql", "DBT_INTERNAL_SOURCE.row_version <> DBT_INTERNAL_DEST.row_version"),
        ("gold/customers.sql", "add constraint customers_pk primary key(`customer_id`) rely;"),
        ("gold/customer_measures.sql", "references `spark_catalog`.`gold`.`customers`(`customer_id`) rely;"),
        ("gold/customers.sql", "ALTER COLUMN `email`\n  SET TAGS ('personal_data' = 'true');"),
        ("gold/customers.sql", "COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`email` IS"),
    ],
)
def test_features_of_databricks_are_used(nodes, file, statement):
    assert statement.lower() in nodes[file].golden().lower()


def test_no_model_mentions_an_engine():
    texts = [path.read_text() for path in (ROOT / "models").rglob("*.sql")]
    assert len(texts) > 10
    assert not [text for text in texts if re.search(r"target[.]|adapter[.]|liquid|rely|databricks", text)]
