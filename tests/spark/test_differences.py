"""The table of docs/sql.md, "Where the engines differ", says what each engine gives."""

import re

import duckdb
import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from support.borrowed import STATEMENTS
from support.offline import ROOT

SECTION = (ROOT / "docs/sql.md").read_text().split("## Where the engines differ")[1].split("\n## ")[0]
ROWS = [
    [cell.strip().strip("`") for cell in re.split(r"(?<!\\)[|]", line)[1:-1]]
    for line in re.findall(r"^[|] .+", SECTION, re.M)
]
SAME = re.findall(r"`([^`]+)`", SECTION.split("Both engines give the same, as tests show: ")[1].split(": in one")[0])
EXAMPLES = [tuple(row[1:4]) for row in ROWS if row[1] != "example"]


def shown(values: list[tuple]) -> str:
    ((value,),) = values
    return "NULL" if value is None else value or "''"


def on_duckdb(sql: str) -> str:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
        connection.execute(STATEMENTS)
        try:
            return shown(connection.execute(f"select cast(({sql}) as string)").fetchall())
        except duckdb.Error:
            return "error"


def on_spark(spark, sql: str) -> str:
    try:
        return shown([tuple(row) for row in spark.session.sql(f"select cast(({sql}) as string)").collect()])
    except (PySparkException, Py4JJavaError):
        return "error"


def test_the_table_is_read():
    assert len(EXAMPLES) > 30
    assert len(SAME) > 20
    assert [example for example, ours, theirs in EXAMPLES if ours == theirs] == []


@pytest.mark.parametrize(("example", "ours", "theirs"), EXAMPLES, ids=[example for example, _, _ in EXAMPLES])
def test_each_engine_gives_what_the_page_says(spark, example, ours, theirs):
    assert (on_duckdb(example), on_spark(spark, example)) == (ours, theirs)


@pytest.mark.parametrize("example", SAME)
def test_both_engines_give_the_same_result(spark, example):
    ours = on_duckdb(example)
    assert ours != "error"
    assert ours == on_spark(spark, example)
