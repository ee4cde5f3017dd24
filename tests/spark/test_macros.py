"""Macros give on Spark what macro_cases.py says, which tests/project/test_macros.py asks DuckDB."""

import pyarrow as pa
import pytest
from pyspark.sql.functions import col
from support.macro_cases import CASES, MULTI_SELECT, SELECTIONS, render


def rows(spark, sql: str, **tables: dict) -> list[tuple]:
    for name, columns in tables.items():
        table = pa.table({column: pa.array(values) for column, values in columns.items()})
        spark.session.createDataFrame(table).createOrReplaceTempView(name)
    frame = spark.session.sql(sql)
    # timestamps without zone, as DuckDB gives them
    frame = frame.select(
        [col(name).cast("timestamp_ntz") if kind == "timestamp" else name for name, kind in frame.dtypes]
    )
    return [tuple(row.values()) for row in frame.toArrow().to_pylist()]


@pytest.mark.parametrize("call", CASES)
def test_values(spark, call):
    texts = {"place": list(range(len(CASES[call]))), "x": list(CASES[call])}
    found = rows(spark, render(f"select {{{{ {call} }}}} as value from texts order by place"), texts=texts)
    assert dict(zip(CASES[call], (value for (value,) in found), strict=True)) == CASES[call]


def test_multi_select(spark):
    hobbies, loaded = zip(*SELECTIONS, strict=True)
    selections = {"place": list(range(len(SELECTIONS))), "hobbies": list(hobbies), "loaded": list(loaded)}
    found = rows(spark, render(MULTI_SELECT), selections=selections)
    assert {s: row[1:3] for s, row in zip(SELECTIONS, found, strict=True)} == SELECTIONS
    assert {s[0]: row[3:] for s, row in zip(SELECTIONS, found, strict=True)}["99;1;3"] == ("99; 1; 3", None)
