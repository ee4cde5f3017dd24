"""Each function that DuckDB borrows gives the same as Spark's own, and so do the functions that both have."""

# ruff: noqa: RUF001 - letters of other alphabets are what is tested
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.errors import SparkRuntimeException
from pyspark.sql import SparkSession
from support.borrowed import BORROWED, STATEMENTS

words = st.text(alphabet="abzAZßéÉñÑøØłŁčČΣσςΑαΩжЖ王陽0189 -'.,@\t\u00a0", max_size=12)
texts = st.one_of(st.none(), words, st.sampled_from(["ΟΔΥΣΣΕΥΣ ΣΑΣ", "O'NEIL-SMITH", "  two  blanks ", ""]))
# letters without another case, that become several, or of several bytes; blanks and line ends of all kinds
odd = st.one_of(
    st.none(),
    st.text(alphabet="abAZ ßẞΐΰΣςΑαİıǆǅგևﬁﬀжЖ😀王\u0301\u0307'.\u00a0\u0085\u2003\u2028\u3000\n", max_size=10),
    st.sampled_from(["", "я" * 99 + "Ж", "ж" * 70 + "яЖ"]),
)
days = st.one_of(
    st.none(),
    st.dates(date(1, 1, 3), date(9999, 12, 31)),
    st.sampled_from([date(2000, 2, 29), date(1900, 2, 28), date(2024, 12, 31)]),
)
positions = st.integers(0, 8)
times = st.one_of(st.none(), st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
PATTERNS = ["^[^ @]+@[^ @]+$", "[0-9]+", "^[+]?[0-9]{3,}$", " +", "[a-z][^a-z]*[a-z]", "^$", "[.]"]

# name: (SQL of x, y and z; what x, y and z are)
CASES = {
    "array_join": ("array_join(sort_array(collect_list(x)), ' and ')", (texts,)),
    "collect_list": ("array_join(sort_array(collect_list(x)), '|') || count(*)", (texts,)),
    "sort_array": ("array_join(sort_array(collect_list(x)), '<')", (texts,)),
    "datediff": ("datediff(x, y)", (days, days)),
    "explode": ("explode(split(x, ' '))", (texts,)),
    "from_utc_timestamp": (
        "cast(from_utc_timestamp(cast(x as timestamp), y) as string)",
        (times, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])),
    ),
    "initcap": ("initcap(x)", (st.one_of(texts, odd),)),
    "levenshtein": ("levenshtein(x, y)", (odd, odd)),
    "lower": ("lower(x)", (st.one_of(texts, odd),)),
    "trim": ("concat_ws('<', trim(x), trim(both ' ' || chr(9) || chr(160) from x))", (st.one_of(texts, odd),)),
    "unix_micros": ("unix_micros(x)", (times,)),
    "upper": ("upper(x)", (st.one_of(texts, odd),)),
    "try_to_timestamp": (
        "try_to_timestamp(x, y)",
        (
            st.sampled_from(
                [
                    "8/4/2021 12:36:41 PM",
                    "8/4/2021 12:06:41 AM",
                    "12/24/2021 1:06:41 PM",
                    "08/04/2021 01:06:41 PM",
                    "13/4/2021 12:36:41 PM",
                    "2/29/2021 1:00:00 AM",
                    "2/29/2024 1:00:00 AM",
                    "8/4/2021 24:36:41 PM",
                    "8/4/2021 0:36:41 PM",
                    "8/4/2021",
                    "5/7/1984",
                    "05/07/1984",
                    "2/30/1984",
                    "x",
                    "",
                    None,
                ]
            ),
            st.sampled_from(["M/d/yyyy h:mm:ss a", "M/d/yyyy"]),
        ),
    ),
    "raise_error": ("case when x = 'bad' then raise_error('no ' || x) else x end", (texts,)),
    "regexp_like": ("regexp_like(x, y)", (texts, st.sampled_from(PATTERNS))),
    "regexp_replace": ("regexp_replace(x, y, '#')", (texts, st.sampled_from(PATTERNS))),
}
SHARED = {
    "translate": ("translate(x, 'abΣ -', 'xyz')", (texts,)),
    "replace": ("replace(x, y, '+')", (texts, st.sampled_from([" ", "a", "''"]))),
    "instr": ("instr(x, y)", (texts, st.sampled_from(["a", " ", "Σ", "", "zz"]))),
    "substring": ("substring(x, y + 1)", (texts, positions)),
    "left": ("left(x, y) || right(x, y)", (texts, positions)),
    "length": ("length(x)", (texts,)),
    "split_part": ("split_part(x, ' ', y + 1)", (texts, positions)),
    "md5": ("md5(coalesce(x, '') || chr(31))", (texts,)),
    "regexp_extract": ("regexp_extract(x, y, 0)", (texts, st.sampled_from(PATTERNS))),
    "try_cast as decimal": (
        "try_cast(x as decimal(16, 2))",
        (st.sampled_from(["7", "1e3", "1.005", "0.005", "-0.005", "1,5", "", "x", "9" * 14, "9" * 15, None]),),
    ),
    "try_cast as timestamp": (
        "try_cast(x as timestamp)",
        (
            st.sampled_from(
                ["2018-05-25T16:21:09Z", "2018-05-25 16:21:09.1234567", "2018-05-25T16:21:09", "2018-05-25",
                 "2018-02-30", "2018-13-01",  "2018-05-25 7:05:01", "", "x", None]
            ),
        ),
    ),
    "year, month, day": ("year(x) * 10000 + month(x) * 100 + day(x)", (days,)),
    "chr": ("ascii(chr(cast(x as int)))", (st.sampled_from([9, 10, 13, 31, 65, 126]),)),
}  # fmt: skip


def test_every_borrowed_function_is_compared():
    assert set(CASES) == BORROWED


@pytest.mark.parametrize("name", [*CASES, *SHARED])
def test_both_engines_agree(spark, name):
    sql, kinds = {**CASES, **SHARED}[name]

    @settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(*kinds), min_size=40, max_size=120))
    def agree(values):
        columns = {
            name: typed(kind, column)
            for name, kind, column in zip("xy", kinds, zip(*values, strict=True), strict=False)
        }
        rows = pa.table({"place": list(range(len(values))), **columns})
        query = f"select place, {sql} from rows"
        if "collect_list" in sql:  # an aggregate is compared over five groups
            query = f"select place % 5, {sql} from rows group by 1"
        if "explode" in sql:  # gives several rows
            query = (
                f"select place, array_join(sort_array(collect_list(part)), '|') from (select place, {sql} as part "
                "from rows) as parts group by place"
            )
        on_duckdb, on_spark = duckdb_rows(query, rows), spark_rows(spark.session, query, rows)
        different = [(values[place], on_duckdb[place], on_spark[place]) for place in on_duckdb
                     if on_duckdb[place] != on_spark[place]]  # fmt: skip
        assert not different, f"{sql}: {different[:3]} (values, DuckDB, Spark)"

    agree()


def test_raise_error_raises_on_both(spark):
    rows = pa.table({"x": ["bad"]})
    query = f"select 0, {CASES['raise_error'][0]} from rows"
    with pytest.raises(duckdb.Error, match="no bad"):
        duckdb_rows(query, rows)
    with pytest.raises(SparkRuntimeException, match="no bad"):
        spark_rows(spark.session, query, rows)


def typed(kind: st.SearchStrategy, column: tuple) -> pa.Array:
    if kind is days:
        return pa.array(column, pa.date32())
    if kind is times:
        return pa.array(column, pa.timestamp("us", "UTC"))
    return pa.array(column, pa.int64() if isinstance(column[0], int) else pa.string())


def duckdb_rows(query: str, rows: pa.Table) -> dict:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(STATEMENTS)
        connection.register("rows", rows)
        return dict(connection.execute(query).fetchall())


def spark_rows(session: SparkSession, query: str, rows: pa.Table) -> dict:
    session.createDataFrame(rows).createOrReplaceTempView("rows")
    return dict(map(tuple, session.sql(query).collect()))
