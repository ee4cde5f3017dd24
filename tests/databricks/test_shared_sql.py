"""Models use only SQL that both engines know; docs/sql.md describes it."""

import re

import duckdb
import pytest
from support.borrowed import BORROWED
from support.metric_views import is_metric_view, plain_queries
from support.offline import ROOT, compiled
from support.shared_sql import FORBIDDEN, faults
from support.texts import assert_none_side_by_side

from python_helpers.dashboard.aibi import queries

PAGE = "docs/sql.md"


@pytest.fixture(scope="module")
def known():
    with duckdb.connect() as connection:
        own = connection.execute("select function_name from duckdb_functions()").fetchall()
    return BORROWED | {name for (name,) in own}


def test_models_use_only_sql_that_both_engines_know(known, tmp_path):
    duckdb.connect(tmp_path / "empty.duckdb").close()
    nodes = compiled(ROOT, tmp_path, tmp_path / "empty.duckdb", False)
    models = [node for node in nodes if node.resource_type in ("model", "test") and node.language == "sql"]
    assert len(models) > 30
    asked = [
        (node.original_file_path, query)
        for node in models
        for query in (plain_queries(node).values() if is_metric_view(node) else [node.compiled_code])
    ]
    asked += [(f"python_helpers/dashboard/aibi.py: {name}", query) for name, query in queries().items()]
    assert_none_side_by_side(asked)
    # dbt itself quotes the names of relations with backticks
    wrong = [
        f"{file} {fault}, which isn't in the SQL that DuckDB and Databricks share: {PAGE} says what to write instead, "
        "or how to add it."
        for file, query in asked
        for fault in faults(re.sub(r"`\w+`[.]`\w+`[.]`\w+`", "relation", query), known)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select date_format(day, 'yyyy') from t", ["uses date_format()"]),
        ("select a rlike 'b' from t", ["uses rlike"]),
        ("select a <=> b from t", ["uses <=>"]),
        ("select array(1, 2) from t", ["uses array()"]),
        ("select '\\d' from t", ["has a backslash in the text '\\d'"]),
        ("select substr(a, 0, 3) from t", ["has substr(a, 0, 3)"]),
        ("select 'a ${b}' from t", ["has ${ in the text 'a ${b}'"]),
        ("select regexp_replace(a, '(b)', '$1') from t", ["has $ and a digit in the text '$1'"]),
        ('select "a" from t', ['has the text "a" in double quotes']),
        ("select chr(300), chr( 8232 ) from t", ["has chr( 8232 )", "has chr(300)"]),
        ("select a / 30.4375 from t", ["divides by the decimal 30.4375"]),
        ("select a from t where a not in (select b from u)", ["has not in (select …)"]),
        ("select a from t where a not in (\n    with u as (select 1 as b) select b from u\n)", ["has not in (with …)"]),
        ("select '^a$', chr(255), a / 3.5e0, a / 2 from t where a not in (1, 2) and a in (select b from u)", []),
        ("select round(a, 2) from t", ["uses round()"]),
        ("select cast(a as decimal(4, 2)), count(*) from t where a in (1, 2) and exists (select 1)", []),
        ("select a as round, regexp_like(a, '[0-9]') from t", []),
        ("select a from (values (1)) as things (a)", []),
    ],
)
def test_each_fault_is_found(known, sql, fault):
    assert faults(sql, known) == fault


def test_the_page_names_what_is_borrowed_and_what_is_forbidden():
    does, does_not = (ROOT / PAGE).read_text().split("## What models don't use")
    assert set(re.findall(r"^\| `(\w+)\(", does, re.M)) == BORROWED
    assert not [name for name in FORBIDDEN if f"`{name}" not in does_not]
