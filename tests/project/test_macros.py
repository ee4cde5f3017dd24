"""Macros give on DuckDB what macro_cases.py says; tests/spark/test_macros.py asks Spark."""

import duckdb
import pytest
from support.borrowed import STATEMENTS
from support.macro_cases import CASES, MULTI_SELECT, SELECTIONS, render


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(STATEMENTS)
        yield connection


@pytest.mark.parametrize("call", CASES)
def test_values(connection, call):
    connection.execute("create table texts (place int, x varchar)")
    connection.executemany("insert into texts values (?, ?)", list(enumerate(CASES[call])))
    found = connection.execute(render(f"select {{{{ {call} }}}} from texts order by place")).fetchall()
    assert dict(zip(CASES[call], (value for (value,) in found), strict=True)) == CASES[call]


def test_multi_select(connection):
    connection.execute("create table selections (place int, hobbies varchar, loaded varchar)")
    connection.executemany("insert into selections values (?, ?, ?)", [(i, *s) for i, s in enumerate(SELECTIONS)])
    found = connection.execute(render(MULTI_SELECT)).fetchall()
    assert {s: row[1:3] for s, row in zip(SELECTIONS, found, strict=True)} == SELECTIONS
    # a column without labels keeps its codes, and nothing is reported
    assert {s[0]: row[3:] for s, row in zip(SELECTIONS, found, strict=True)}["99;1;3"] == ("99; 1; 3", None)
