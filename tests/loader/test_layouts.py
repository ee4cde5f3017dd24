"""The loader against its specification, ``interpreter.py``, on every layout of an export with all its accidents."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pyarrow
import pytest
from deltalake import write_deltalake
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.histories import (
    AppendOnly,
    Classic,
    Delta,
    FinanceOperations,
    FinanceOperationsDelta,
    Finished,
    Incremental,
    InPlace,
    Moved,
    histories,
    model_json,
    record_id,
)
from support.interpreter import TABLE_MODELS, Bronze, State
from support.lake import Lake, assert_as_specified, write
from support.layouts import dim, entity
from support.project import ROOT

from python_helpers.bronze import write as write_rows
from python_helpers.export.descriptions import read_models
from python_helpers.export.layouts import Export
from python_helpers.export.model import Column, ExportError
from python_helpers.export.unread import undescribed, unread

LAYOUTS = {
    "append-only": [(Classic, "dim"), (Classic, "dimvalue")],
    "in place": [(InPlace, "dim")],
    "incremental": [(Incremental, "dim")],
    "append-only, then incremental": [(Moved, "dim")],
    "Delta": [(Delta, "dim")],
    "Finance & Operations, incremental": [(FinanceOperations, "dim")],
    "Finance & Operations, Delta": [(FinanceOperationsDelta, "dim")],
    "mixed": [(Classic, "account"), (InPlace, "contact"), (Incremental, "dim"), (Delta, "lead")],
}
# Without Phase.shrink, which takes minutes. Add it to see a small example of what fails.
quick = settings(
    phases=[Phase.generate],
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


T1, T2, T3, T4 = (f"2024-01-01T0{hour}.00.00Z" for hour in range(4))


# Any history of an export


@pytest.mark.parametrize("layout", LAYOUTS)
@quick
@given(data=st.data())
def test_bronze_matches_the_specification(layout, data):
    assert_matches(LAYOUTS[layout], data)


@settings(quick, max_examples=60)
@given(data=st.data())
def test_in_place_files_match_the_specification(data):
    """More of them, because what counts is rare: moves, and copies that shrink."""
    assert_matches([(InPlace, "dim")], data)


def assert_matches(parts, data):
    tables = [table for _, table in parts]
    tables += [f"{table}value" for part, table in parts if issubclass(part, Incremental)]
    expected = [Bronze(table) for table in tables]
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder), *tables)
        for state in data.draw(histories(*parts)):
            lake.load(state)
            for bronze in expected:
                bronze.load(state)
                assert_as_specified(lake, bronze, state)


@pytest.mark.parametrize("layout", [AppendOnly, Finished])
@quick
@given(data=st.data())
def test_loading_step_by_step_equals_loading_once(layout, data):
    states = data.draw(histories((layout, "dim")))
    with tempfile.TemporaryDirectory() as folder:
        stepwise, at_once = Lake(Path(folder)), Lake(Path(folder))
        for state in states:
            stepwise.load(state)
        at_once.load()
        assert {row.values for row in stepwise.rows()} == {row.values for row in at_once.rows()}
        assert stepwise.bytes() == at_once.bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(quick, max_examples=5)
@given(data=st.data())
def test_loading_again_changes_nothing(layout, data):
    tables = [table for _, table in LAYOUTS[layout]]
    state = data.draw(histories(*LAYOUTS[layout]))[-1]
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder), *tables)

        def everything():
            return [(lake.rows(table), lake.quarantine(table), lake.bytes(table)) for table in tables]

        lake.load(state)
        loaded = everything()
        lake.load()
        assert everything() == loaded
        for file in state.files:
            os.utime(lake.export / file)
        lake.load()
        assert [rows for rows, *_ in everything()] == [rows for rows, *_ in loaded]


# Killed loads


def folder(name: str, *columns: str, **files: bytes) -> dict[str, bytes]:
    """A finished incremental folder with files of dim, which are given as dim_<partition>."""
    texts = {f"{name}/{file.replace('_', '/', 1)}.csv": text for file, text in files.items()}
    return {f"{name}/model.json": model_json(entity(*columns)), **texts}


def many(first: int, last: int, name: object, end: str = ",\r\n") -> bytes:
    return "".join(f'{record_id(number)},"{name}{number}"{end}' for number in range(first, last)).encode()


def large_append_only(later: bool) -> State:
    rows = many(0, 4000, "old") + b"torn,row\r\n" + (many(4000, 8000, "new") if later else b"")
    return State(dim() | {f"dim/{year}.csv": rows for year in range(2021, 2024)})


def large_in_place(later: bool) -> State:
    rows = many(100, 4000, "new", "\r\n") if later else many(0, 4000, "old", "\r\n")
    return State(dim("Id", "name") | {"dim/2021.csv": rows, "dim/2022.csv": many(4000, 6000, "same", "\r\n")})


def large_incremental(later: bool) -> State:
    files = {}
    for hour in range(20 if later else 5):
        files |= folder(f"2024-01-01T{hour:02}.00.00Z", dim_2024=many(0, 400, hour), dim_1=b"torn,row\r\n")
    return State(files)


def large_delta(later: bool) -> State:
    numbers = range(100, 6000) if later else range(5000)
    rows = [{"Id": record_id(number), "name": f"{later and number % 2}", "IsDelete": None} for number in numbers]
    return State(dim(), {"deltalake/dim_partitioned": rows})


@pytest.mark.parametrize("large", [large_append_only, large_in_place, large_incremental, large_delta])
def test_killed_loads_lose_and_duplicate_nothing(tmp_path, large):
    choice = random.Random(5)
    expected = Bronze("dim")
    database = str(tmp_path / "lake.duckdb")
    command = [sys.executable, "-m", "support.lake", str(tmp_path), database]
    for state in (large(False), large(True)):
        write(state, tmp_path / "export")
        for _ in range(2):
            process = subprocess.Popen(
                command, env={**os.environ, "PYTHONPATH": str(ROOT / "tests")}, stdout=subprocess.PIPE
            )
            assert process.stdout.readline() == b"ready\n"
            time.sleep(choice.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert process.returncode in (0, -signal.SIGKILL)
        lake = Lake(tmp_path, database=database)
        lake.load()
        expected.load(state)
        assert_as_specified(lake, expected, state)
        lake.cursor.close()


def test_rows_of_large_files_are_numbered_after_a_killed_load(lake, monkeypatch):
    monkeypatch.setattr(write_rows, "SMALL", 1000)
    for rows in (5000, 300_000):
        with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
            killed.setattr(write_rows.Writer, "number", Mock(side_effect=[None, KeyboardInterrupt]))
            lake.load(State(dim() | {"dim/2021.csv": many(0, rows, "row")}))
        lake.load()
        found = lake.cursor.execute("select name from bronze.dim order by _source_row").fetchall()
        assert found == [(f"row{number}",) for number in range(rows)]
        assert lake.cursor.execute("select max(_source_row) from bronze.dim").fetchall() == [(rows,)]


# Values


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(tmp_path)


def test_line_breaks_commas_and_quotes_survive_byte_for_byte(lake):
    lake.load(State(dim() | {"dim/2021.csv": b'a,"x\ny\r\nz\rw, ""q""",\r\nb,"\xc3\xa9 \xf0\x9d\x94\x98",\r\n'}))
    assert lake.values("Id", "name") == [("a", 'x\ny\r\nz\rw, "q"'), ("b", "é \U0001d518")]


def test_missing_values_and_empty_text_are_null(lake):
    lake.load(State(dim() | {"dim/2021.csv": b'a,,\nb,"",\n'}))
    assert lake.values("Id", "name") == [("a", None), ("b", None)]


def test_times_booleans_and_numbers_stay_as_written(lake):
    written = ["2/3/2025 9:52:15 AM", "0001-01-03T00:00:00.0000000", "tRuE", "99999999999999999999999999999999.123456"]
    lines = "".join(f'{number},"{text}",\n' for number, text in enumerate(written))
    lake.load(State(dim() | {"dim/2021.csv": lines.encode()}))
    assert [name for (name,) in lake.values("name")] == written


def test_lf_crlf_and_blank_lines_may_be_mixed(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"\r\na,,\n\nb,,\r\n\r\n\r\nc,,\n"}))
    assert [(row["id"], row.number) for row in lake.rows()] == [("a", 1), ("b", 2), ("c", 3)]


def test_a_file_of_blank_lines_has_no_rows(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"\r\n\r\n"}))
    assert lake.rows() == []
    assert lake.bytes() == {"dim/2021.csv": (4, 0, 0)}


def test_a_byte_order_mark_is_not_part_of_the_first_value(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"\xef\xbb\xbfa,,\n"}))
    assert lake.values("Id") == [("a",)]


def test_an_unknown_type_is_text(lake):
    model = entity()
    model["attributes"][1]["dataType"] = "neverHeardOf"
    lake.load(State({"model.json": model_json(model), "dim/2021.csv": b"a,x,\n"}))
    assert lake.values("name") == [("x",)]


def test_a_column_named_almost_like_isdelete_is_another_column(lake):
    lake.load(State(dim("Id", "IsDelete2", "IsDelete") | {"dim/2021.csv": b"a,x,True\n"}))
    assert lake.values("IsDelete2", "IsDelete") == [("x", "True")]


# Widths and columns


def test_a_file_may_hold_rows_from_before_and_after_a_column_was_added(lake):
    lake.load(State(dim("Id", "name", "IsDelete", "new") | {"dim/2021.csv": b"a,x,\nb,y,True\nc,z,,n\n"}))
    assert lake.values("Id", "name", "IsDelete", "new") == [
        ("a", "x", None, None),
        ("b", "y", "True", None),
        ("c", "z", None, "n"),
    ]


def test_a_narrow_row_after_a_wider_one_is_in_doubt(lake):
    lake.load(State(dim("Id", "name", "IsDelete", "new") | {"dim/2021.csv": b"a,x,,n\nb,y,\nc,z,,n\n"}))
    assert lake.values("Id") == [("a",), ("c",)]
    assert lake.bad_rows() == ["b,y,"]


def test_a_row_that_ends_before_isdelete_is_in_doubt(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"a,x\nb,y,\n"}))
    assert lake.values("Id") == [("b",)]
    assert lake.bad_rows() == ["a,x"]


@pytest.mark.parametrize("row", [b"b,oops,7\n", b"b,,seven\n"])
def test_a_full_width_row_with_values_of_other_columns_is_in_doubt(lake, row):
    lake.load(State(dim("Id", "IsDelete", "versionnumber") | {"dim/2021.csv": b"a,,7\n" + row}))
    assert lake.values("Id") == [("a",)]
    assert lake.bad_rows() == [row.decode().strip()]


@pytest.mark.parametrize("last", [b"", b"more"], ids=["an empty value", "a value"])
def test_a_row_with_one_extra_value_is_in_doubt(lake, last):
    """A live row of a wider schema ends with the empty IsDelete."""
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,5," + last + b"\nb,y,\n"}))
    assert lake.values("Id", "IsDelete") == [("b", None)]
    assert lake.bad_rows() == ["a,x,5," + last.decode()]


def test_a_doubtful_row_may_hold_line_breaks(lake):
    lake.load(State(dim() | {"dim/2021.csv": b'a,"x\ny",,"m"\nb,"x\r\ny",,"m"\nc,"x\ry",,"m"\nd,y,\n'}))
    assert lake.values("Id") == [("d",)]
    assert lake.bad_rows() == ['a,"x\ny",,"m"', 'b,"x\r\ny",,"m"', 'c,"x\ry",,"m"']


def test_one_stray_quote_costs_one_row(lake):
    lake.load(State(dim() | {"dim/2021.csv": b'a,"5" screen",\nb,"l1\nl2",\nc,z,\n'}))
    assert lake.values("Id", "name") == [("b", "l1\nl2"), ("c", "z")]
    assert lake.bad_rows() == ['a,"5" screen",']


def test_a_column_in_the_middle_never_shifts_values(lake):
    """Both folders have the same width: only their own models name the columns."""
    first = folder("2024-01-01T00.00.00Z", "Id", "amount", "name", "IsDelete", dim_2024=b"a,1,x,\n")
    second = folder("2024-01-01T01.00.00Z", "Id", "name", "display", "IsDelete", dim_2024=b"a,y,F1234567,\n")
    lake.load(State(first | second))
    assert lake.values("amount", "name", "display") == [("1", "x", None), (None, "y", "F1234567")]


def test_a_narrow_row_is_in_doubt_unless_columns_were_only_appended(lake):
    first = folder("2024-01-01T00.00.00Z", "Id", "amount", "IsDelete", dim_2024=b"a,1,\n")
    second = folder("2024-01-01T01.00.00Z", "Id", "name", "IsDelete", "new", dim_2024=b"b,?,\nc,y,,n\n")
    lake.load(State(first | second))
    assert lake.values("Id") == [("a",), ("c",)]
    assert lake.bad_rows() == ["b,?,"]


def test_rows_that_arrive_while_a_column_is_renamed_are_in_doubt(lake):
    lake.load(State(dim("Id", "name", "IsDelete") | {"dim/2021.csv": b"a,x,\n"}))
    lake.load(State(dim("Id", "other", "IsDelete") | {"dim/2021.csv": b"a,x,\nb,?,\n"}))
    lake.load(State(dim("Id", "other", "IsDelete") | {"dim/2021.csv": b"a,x,\nb,?,\nc,z,\n"}))
    assert lake.values("Id", "name", "other") == [("a", "x", None), ("c", None, "z")]
    assert lake.bad_rows() == ["b,?,"]


def test_a_record_that_is_written_while_a_column_is_renamed_is_in_doubt(lake):
    lake.load(State(dim("Id", "name", "IsDelete") | {"dim/2021.csv": b"a,x,\nb"}))
    lake.load(State(dim("Id", "other", "IsDelete") | {"dim/2021.csv": b"a,x,\nb,"}))
    lake.load(State(dim("Id", "other", "IsDelete") | {"dim/2021.csv": b"a,x,\nb,?,\n"}))
    assert lake.values("Id", "name", "other") == [("a", "x", None)]
    assert lake.bad_rows() == ["b,?,"]


def test_a_row_wider_than_a_late_model_waits_for_a_decision(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\nb,y,,n\n"}))
    assert lake.values("Id") == [("a",)]
    assert lake.bad_rows() == ["b,y,,n"]


def test_a_column_that_is_declared_later_is_filled_from_the_rescued_data(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\n"}))
    lake.load(State(dim("Id", "name", "IsDelete", "new") | {"dim/2021.csv": b"a,x,\nb,y,,n\n"}))
    assert lake.cursor.sql("select _rescued_data->>'new' from bronze.dim order by Id").fetchall() == [(None,), ("n",)]
    lake.declared = [*lake.declared, "new"]
    lake.load()
    assert lake.cursor.sql("select new from bronze.dim order by Id").fetchall() == [(None,), ("n",)]


# Files and tables


def test_files_of_any_name_are_read(lake):
    names = ("2018", "2018_001", "2021-12", "1", "4", "1900")
    lake.load(State(dim() | {f"dim/{name}.csv": f"{name},,\n".encode() for name in names}))
    assert sorted(lake.values("Id")) == sorted((name,) for name in names)


def test_tables_whose_names_begin_alike_are_kept_apart(tmp_path):
    lake = Lake(tmp_path, "dim", "dimvalue")
    model = model_json(entity(), entity(name="dimvalue"))
    folder = "2024-01-01T00.00.00Z"
    files = {f"{place}{table}/1.csv": f"{table},,\n".encode() for place in ("", f"{folder}/") for table in lake.tables}
    lake.load(State({"model.json": model, f"{folder}/model.json": model, **files}))
    for table in lake.tables:
        assert lake.values("Id", table=table) == [(table,), (table,)]


@pytest.mark.parametrize("name", ["DIM", "Dim ", " dim"])
def test_case_and_blanks_in_the_name_of_a_folder_do_not_matter(lake, name):
    lake.load(State(dim() | {f"{name}/2021.csv": b"a,,\n"}))
    assert [(row["id"], row.file) for row in lake.rows()] == [("a", f"{name}/2021.csv")]


def test_folders_that_differ_in_case_are_both_read(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"a,,\n", "Dim/2021.csv": b"b,,\n"}))
    assert sorted(lake.values("Id")) == [("a",), ("b",)]


def test_copies_and_metadata_are_not_loaded(lake):
    others = ("dim/Snapshot/2021_1641038400/2021.csv", "OptionsetMetadata/dim.csv", "EntitySyncFailure/dim/2021.csv")
    lake.load(State(dim() | {"dim/2021.csv": b"a,,\n"} | dict.fromkeys(others, b"b,,\n")))
    assert lake.values("Id") == [("a",)]


def test_the_same_row_in_two_files_is_kept_twice(lake):
    lake.load(State(dim() | {"dim/2018.csv": b"a,x,\n", "dim/2018_001.csv": b"a,x,\n"}))
    assert lake.values("Id", "name") == [("a", "x"), ("a", "x")]


def test_a_delete_of_an_unknown_record_is_kept(lake):
    lake.load(State(folder("2024-01-01T00.00.00Z", dim_1=b"a,,True\n")))
    assert lake.values("Id", "name", "IsDelete") == [("a", None, "True")]


def test_a_file_that_comes_back_is_not_read_twice(lake):
    for files in ({"dim/1.csv": b"a,,\n"}, {}, {"dim/1.csv": b"a,,\n"}):
        lake.load(State(dim() | {"dim/2021.csv": b"b,,\n"} | files))
    assert sorted(lake.values("Id")) == [("a",), ("b",)]


def test_a_last_record_that_grows_after_a_rest_is_read_whole(lake):
    at_rest = State(dim("Id", "IsDelete", "name") | {"dim/2021.csv": b"a,,Nor"}, resting={"dim/2021.csv"})
    lake.load(at_rest)
    lake.load(State(at_rest.files | {"dim/2021.csv": b"a,,Norway\n"}))
    assert lake.values("Id", "name")[-1] == ("a", "Norway")
    assert lake.bad_rows() == []


def test_nothing_is_written_into_the_export(lake):
    state = State(dim() | {"dim/2021.csv": b"a,x,\ntorn", "dim/2022.csv": b"bad\n"})
    lake.load(state)
    lake.load()
    found = {file.relative_to(lake.export).as_posix() for file in lake.export.rglob("*") if file.is_file()}
    assert found == set(state.files)


# What is no part of the export


def test_a_link_that_leads_out_of_the_export_is_left_out(lake, tmp_path, told):
    files = {"dim/2021.csv": b"a,,\n", "other/2022.csv": b"b,,\n"}
    lake.load(State(dim() | files))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "1.csv").write_text("secret,,\n")
    (lake.export / "dim" / "3.csv").symlink_to(secrets / "1.csv")
    (lake.export / "dim" / "4.csv").symlink_to("../other/2022.csv")
    (lake.export / " dim").symlink_to(secrets)
    lake.load()
    assert lake.values("Id") == [("a",), ("b",)]
    for link in ("dim/3.csv", " dim"):
        assert f"{lake.export / link} is a link that leads out of the export, to {secrets}" in told.text


def test_a_model_json_outside_of_the_export_is_not_read(lake, tmp_path, told):
    (tmp_path / "model.json").write_bytes(dim()["model.json"])
    (lake.export / T1 / "dim").mkdir(parents=True)
    for place in (lake.export, lake.export / T1):
        (place / "model.json").symlink_to(tmp_path / "model.json")
    (lake.export / T1 / "dim" / "2024.csv").write_bytes(b"a,,\n")
    lake.load()
    assert lake.rows() == []
    assert f"{lake.export / T1 / 'model.json'} is a link that leads out of the export" in told.text


@pytest.mark.parametrize("name", ["dim/3.csv", "dim/Snapshot/2021_1641038400/2021.csv", f"{T1}/dim/3.csv"])
@pytest.mark.parametrize("kind", ["link", "loop", "folder", "pipe"])
def test_what_is_no_file_is_left_out(lake, told, name, kind):
    columns = ("Id", "name") if "Snapshot" in name else ()
    lake.load(State(dim(*columns) | {"dim/2022.csv": b"a,x" + b"," * (not columns) + b"\n"} | folder(T1)))
    odd = lake.export / name
    odd.parent.mkdir(parents=True, exist_ok=True)
    if kind == "folder":
        odd.mkdir()
    elif kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(odd if kind == "loop" else "nowhere")
    lake.load()
    lake.load()
    assert lake.values("Id") == [("a",)]
    why = "leads nowhere" if kind in ("link", "loop") else "is no file"
    assert re.search(f"{re.escape(str(odd))} .*{why}: left out", told.text) or (kind == "folder" and columns)


def test_a_folder_that_no_model_describes_is_named_once(lake, told):
    files = {"new_project/2026.csv": b"a,x,\n", "notes/readme.txt": b"x", "OptionsetMetadata/x.csv": b"x\n"}
    files |= {"dim/2021.csv": b"a,,\n", f"{T1}/new_task/2024.csv": b"a,x,\n"}
    for _ in range(2):
        lake.load(State(dim() | folder(T1) | files))
    said = f"new_project, {T1}/new_task: CSV files that no model.json describes, so nothing reads them."
    assert told.text.count(said) == 1
    assert undescribed(Export(str(lake.export))) == {"new_project": "new_project", "new_task": f"{T1}/new_task"}
    assert lake.values("Id") == [("a",)]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("2021.csv", "lies beside the folders"),
        ("export.zip", "lies beside the folders"),
        ("dim/2021/a.csv", "lies below the folder of a table"),
        ("dim/a/b/c/2021.xlsx", "lies below the folder of a table"),
        *((f"dim/{name}", "doesn't end in .csv") for name in (
            "2021.csv.gz", "part-0.snappy.parquet", "2026.csv ", "2026.csv.", "2024.csv_old", "2024", "2022.txt",
            "2023.csv.gz.part", "2027.zip", "2027.json")),
        ("notes/2021.avro", "doesn't end in .csv"),
        ("Tables/dim/part-0.parquet", "is in no Delta table"),
        ("Tables/dbo/dim/2021.csv", "is in no Delta table"),
        ("deltalake/x/y/z/a.parquet", "is in no Delta table"),
        (f"{T1}/2024.csv", "lies beside the folders"),
        (f"{T1}/dim/2024.csv.gz", "doesn't end in .csv"),
        (f"{T1}/dim/sub/2024.csv", "lies below the folder of a table"),
    ],
)  # fmt: skip
def test_a_file_in_a_place_where_nothing_reads_it_is_named_once(lake, told, path, why):
    for _ in range(2):
        lake.load(State(dim() | folder(T1, dim_2022=b"a,,\n") | {path: b"b,,\n"}))
    assert told.text.count(f"{path} {why}") == 1
    assert list(unread(Export(str(lake.export)))) == [path]
    assert lake.values("Id") == [("a",)]


def test_one_line_names_all_files_of_a_folder_that_nothing_reads(lake, told):
    files = dim() | {f"dim/sub/{name}/{name}.csv": b"b,,\n" for name in "abc"} | {"dim/x.gz": b"", "dim/y.gz": b""}
    for names in [(T1, T2), (T1, T2, T3)]:
        for name in names:
            files |= folder(name, dim_2022=b"a,,\n") | {f"{name}/dim/{part}.csv.gz": b"" for part in (1, 2)}
        told.clear()
        lake.load(State(files))
        newest, more = f"{names[-1]}/dim/1.csv.gz", 2 * len(names) - 1
        assert f"{newest} (and {more} more there) doesn't end in .csv" in told.text
        assert told.text.count("doesn't end in .csv") == (2 if len(names) == 2 else 1)
    assert list(unread(Export(str(lake.export)))) == ["dim/x.gz", "dim/sub/a/a.csv", newest]


def test_what_holds_no_rows_is_not_named(lake):
    files = {"dim/Snapshot/2021_1641038400/2021.csv": b"a,x\n"}
    others = ("_SUCCESS", ".DS_Store", "dim/_SUCCESS", "dim/.2021.csv.crc", "dim/sub/.DS_Store", "dim/_tmp/2021.csv",
              "Changelog/Synapse.log", "EntitySyncFailure/dim/1.csv", "OptionsetMetadata/TargetMetadata.csv",
              "Microsoft.Athena.TrickleFeedService/dim-EntityMetadata.json", f"{T1}/OptionsetMetadata/x.txt",
              "Thumbs.db")  # fmt: skip
    files |= dim("Id", "name") | {"dim/2021.csv": b"a,x\n"} | folder(T1)
    lake.load(State(files | dict.fromkeys(others, b"")))
    assert unread(Export(str(lake.export))) == {}


# Names of columns

ODD = ("rowid", "_loaded_at", "_Source_File", "select", 'a "b"', "o'x", "größe", "file name", "label", "modified_at",
       "c0", "source_file", "table_name", "known", "n", "file_index")  # fmt: skip


@pytest.mark.parametrize("small", [1 << 24, 10])
def test_columns_may_have_any_name(lake, monkeypatch, small):
    monkeypatch.setattr(write_rows, "SMALL", small)
    columns = ("Id", *ODD, "IsDelete")
    text = b"".join(
        b"%d,%s,\n" % (row, b",".join(b"%d" % (row + place) for place in range(len(ODD)))) for row in (1, 2)
    )
    lake.load(State(dim(*columns) | {"dim/2021.csv": text}))
    lake.load(
        State(dim(*columns) | {"dim/2021.csv": text + text.replace(b"1,", b"3,", 1)} | folder(T1, *columns, dim_1=text))
    )
    found = [tuple(row[name.lower()] for name in ODD) for row in lake.rows()]
    once = [tuple(str(row + place) for place in range(len(ODD))) for row in (1, 2)]
    assert sorted(found) == sorted(once * 3)
    assert [(row.file, row.number) for row in lake.rows() if not row.file.startswith(T1)] == [
        ("dim/2021.csv", number) for number in (1, 2, 3, 4)
    ]


def test_columns_of_full_copies_may_have_any_name(lake):
    columns = ("Id", *ODD)
    rows = [b"%s,%s\n" % (name, b",".join([b"x"] * len(ODD))) for name in (b"a", b"b", b"c")]
    lake.load(State(dim(*columns) | {"dim/2021.csv": b"".join(rows)}))
    lake.load(State(dim(*columns) | {"dim/2021.csv": b"".join(rows[1:])}))
    assert lake.values("Id", "IsDelete", "rowid")[3:] == [("a", "True", None)]


@pytest.mark.parametrize("name", ["", " ", "a\0", "\ud800x"])
def test_a_column_without_a_name_is_reported(lake, name):
    with pytest.raises(
        ExportError, match=r"model.json: attribute 2 of the entity dim has no name that a column can have"
    ):
        lake.load(State(dim("Id", name, "IsDelete") | {"dim/2021.csv": b"a,x,\n"}))


@pytest.mark.parametrize("value", [None, 5, "x", {"a": 1}, [5, None, [], {}], "\ud800"])
def test_what_a_description_adds_to_names_may_have_any_form(lake, value):
    """The columns of a file are known without it."""
    described = entity()
    described["attributes"][1] |= {"dataType": value, "maxLength": value}
    described["attributes"][2]["cdm:traits"] = value
    scale = [{"name": "scale", "value": value}]
    described["attributes"][0]["cdm:traits"] = [{"arguments": value}, {"arguments": scale}]
    sync = [{"name": "Athena:InitialSyncState", "value": value}, {"value": 1}]
    for annotations in (value, sync):
        said = {"entities": [described | {"annotations": annotations}]}
        lake.load(State({"model.json": json.dumps(said).encode(), "dim/2021.csv": b"a,x,\n"}))
    assert lake.values("Id", "name") == [("a", "x")]


def test_numbers_of_a_description_may_be_texts(tmp_path):
    described = entity("Id", "name")
    described["attributes"][1] |= {"maxLength": "100", "cdm:traits": [{"arguments": [{"name": "scale", "value": "2"}]}]}
    (tmp_path / "model.json").write_text(json.dumps({"entities": [described]}))
    assert read_models(tmp_path / "model.json")["dim"].columns[1] == Column("name", "string", 100, None, 2)


def test_a_table_whose_name_is_no_text_is_reported(lake):
    with pytest.raises(ExportError, match="has no name that a table can have"):
        lake.load(State({"model.json": model_json(entity(name="\ud800"))}))


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"entities": %s}' % (b"9" * 5000)], ids=["deep", "long"])
def test_json_that_python_refuses_is_reported(lake, text):
    with pytest.raises(ExportError, match=r"model.json isn't JSON of an export"):
        lake.load(State({"model.json": text}))


# Incremental folders


def changelog(folder: str) -> dict[str, bytes]:
    return {"Changelog/changelog.info": folder.encode()}


@pytest.mark.parametrize("name", ["2024-13-45T99.99.99Z", "2024-01-01T00:00:00Z", "2024-01-01T00.00.00Z - Copy"])
def test_a_folder_named_almost_like_an_incremental_one_is_left_out(lake, told, name):
    lake.load(State(dim() | folder(T1, dim_1=b"a,x,\n") | folder(name, dim_1=b"b,x,\n")))
    assert f"{name} looks like an incremental folder but isn't named like" in told.text
    assert lake.values("Id") == [("a",)]


def test_only_folders_before_the_one_in_progress_are_read(lake):
    files = {}
    for name in (T1, T2, T3, T4):
        files |= folder(name, dim_2024=f"{name},,\n".encode())
    lake.load(State(files | changelog(T3)))
    assert lake.values("Id") == [(T1,), (T2,)]
    lake.load(State(files | changelog("2024-01-01T04.00.00Z")))
    assert lake.values("Id") == [(T1,), (T2,), (T3,), (T4,)]


def test_a_folder_without_model_waits_and_later_folders_do_not(lake, told):
    open_folder = {f"{T1}/dim/2024.csv": b"a,,\n", f"{T1}/model.json": b""}
    lake.load(State(open_folder | folder(T2, dim_2024=b"b,,\n")))
    assert lake.values("Id") == [("b",)]
    assert T1 in told.text and "never finished" in told.text
    lake.load(State(folder(T1, dim_2024=b"a,,\n") | folder(T2, dim_2024=b"b,,\n")))
    assert lake.values("Id") == [("b",), ("a",)]


def test_a_folder_with_a_young_successor_is_still_being_written(lake, told):
    old, young = (f"{datetime.now(UTC) - timedelta(minutes=ago):%Y-%m-%dT%H.%M.%SZ}" for ago in (90, 10))
    lake.load(State({f"{old}/dim/2024.csv": b"a,,\n"} | folder(young, dim_2024=b"b,,\n")))
    assert lake.values("Id") == [("b",)]
    assert old in told.text and "still being written" in told.text


@pytest.mark.parametrize("text", [b"", b"a,", b"a,x,\n"], ids=["empty", "torn", "whole lines"])
def test_a_growing_file_is_read_once_its_folder_is_finished(lake, text):
    lake.load(State(dim() | {f"{T1}/dim/2024.csv": text}))
    assert lake.rows() == []
    assert lake.bytes() == {f"{T1}/dim/2024.csv": (0, 0, len(text))}
    lake.load(State(dim() | folder(T1, dim_2024=b"a,x,\nb,y,\n")))
    assert lake.values("Id", "name") == [("a", "x"), ("b", "y")]
    assert lake.bytes() == {f"{T1}/dim/2024.csv": (10, 0, 0)}


def test_changes_in_a_folder_that_never_finished_arrive_again_later(lake):
    lost = {f"{T1}/dim/2024.csv": b"a,x,\n"}
    lake.load(State(lost | folder(T2, dim_2024=b"a,x,\n")))
    assert [(row["id"], row.file) for row in lake.rows()] == [("a", f"{T2}/dim/2024.csv")]


@pytest.mark.parametrize("model", [b'{"name": "cdm", "enti', b'{"name": "cdm"}', b'{"name": "cdm", "entities": []}'])
def test_a_torn_model_falls_back_to_the_model_of_the_table(lake, model):
    own = {f"{T1}/{TABLE_MODELS}/dim-model.json": model_json(entity())}
    lake.load(State(own | {f"{T1}/model.json": model, f"{T1}/dim/2024.csv": b"a,x,\n"} | changelog(T2)))
    assert lake.values("Id", "name") == [("a", "x")]


def test_a_table_missing_from_a_truncated_model_falls_back_to_its_own_model(lake):
    files = {f"{T1}/{TABLE_MODELS}/dim-model.json": model_json(entity()), f"{T1}/dim/2024.csv": b"a,x,\n"}
    lake.load(State(files | {f"{T1}/model.json": model_json(entity(name="account"))}))
    assert lake.values("Id", "name") == [("a", "x")]


@pytest.mark.parametrize("own", [None, b'{"name": "cdm", "enti'], ids=["no model of the table", "a torn one"])
def test_files_without_a_model_wait_and_others_do_not(tmp_path, told, own):
    lake = Lake(tmp_path, "dim", "account")
    files = {f"{T1}/model.json": model_json(entity(name="account")), f"{T1}/dim/2024.csv": b"a,x,\n"}
    files |= {f"{T1}/account/2024.csv": b"c,,\n"} | ({f"{T1}/{TABLE_MODELS}/dim-model.json": own} if own else {})
    lake.load(State(files))
    assert lake.values("Id", table="account") == [("c",)]
    assert lake.bytes() == {f"{T1}/dim/2024.csv": (0, 0, 5)}
    assert f"{T1}/dim" in told.text
    lake.load(State(files | {f"{T1}/{TABLE_MODELS}/dim-model.json": model_json(entity())}))
    assert lake.values("Id", "name") == [("a", "x")]
    assert lake.bytes() == {f"{T1}/dim/2024.csv": (5, 0, 0)}


def test_a_last_record_without_line_end_counts_in_a_finished_folder_at_rest(lake):
    files = folder(T1, dim_2024=b"a,x,\nb,y,")
    lake.load(State(files))
    assert lake.values("Id") == [("a",)]
    assert lake.bytes() == {f"{T1}/dim/2024.csv": (5, 0, 4)}
    lake.load(State(files, resting=set(files)))
    assert lake.values("Id") == [("a",), ("b",)]


def test_a_torn_record_in_a_finished_folder_at_rest_goes_to_quarantine(lake):
    files = folder(T1, dim_2024=b'a,x,\nb,"y')
    lake.load(State(files, resting=set(files)))
    assert lake.values("Id") == [("a",)]
    assert lake.bad_rows() == ['b,"y']


def test_what_a_copy_brings_after_model_json_is_loaded(lake, told):
    """As azcopy and rsync do, which write a folder's files before the folders in it."""
    lake.load(State(folder(T1, dim_2024=b"a,x,\nb,y,\n") | folder(T2)))
    lake.load(State(folder(T1, dim_2024=b'a,x,\nb,y,\nc,"half') | folder(T2, dim_2024=b"d,d,\n", dim_1=b"e,e,\n")))
    assert sorted(lake.values("Id")) == [("a",), ("b",), ("d",), ("e",)]
    assert f"{T1} and 1 more: files came into the folder, or changed, after it was loaded" in told.text
    lake.load(State(folder(T1, dim_2024=b'a,x,\nb,y,\nc,"half and half",\n') | folder(T2, dim_1=b"e,e,\n")))
    assert lake.values("Id", "name")[4:] == [("c", "half and half")]
    assert lake.bad_rows() == []
    told.clear()
    lake.load()
    assert "after it was loaded" not in told.text
    assert len(lake.rows()) == 5


def test_a_file_of_a_loaded_folder_that_is_written_again_is_read_again(lake, told):
    """Of the same size, at the same time."""
    lake.load(State(folder(T1, dim_2024=b"a,x,\n")))
    file = lake.export / T1 / "dim" / "2024.csv"
    written = file.stat()
    file.write_bytes(b"a,y,\n")
    lake.load()
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    lake.load()
    assert lake.values("Id", "name") == [("a", "x"), ("a", "y")]
    assert "was rewritten since the last load" in told.text


def test_a_folder_that_an_earlier_version_loaded_is_looked_at_again(lake):
    lake.load(State(folder(T1, dim_2024=b"a,x,\n")))
    lake.cursor.execute("alter table bronze.load_state drop column source_changed_at")
    lake.cursor.execute("update bronze.load_state set fingerprint = null")
    lake.load(State(folder(T1, dim_2024=b"a,x,\n", dim_1=b"b,y,\n")))
    assert lake.values("Id") == [("a",), ("b",)]


def test_upserts_and_deletes_are_read_whatever_their_files_are_called(lake):
    lake.load(State(folder(T1, dim_2024=b"a,x,\n", dim_1=b"a,,True\n", dim_4=b"b,,True\n")))
    assert sorted(lake.values("Id", "IsDelete"), key=str) == [("a", "True"), ("a", None), ("b", "True")]


def test_a_folder_under_two_names_is_read_twice(lake):
    lake.load(State(folder(T1, dim_2024=b"a,x,\n") | folder(T2, dim_2024=b"a,x,\n")))
    assert [row.file for row in lake.rows()] == [f"{T1}/dim/2024.csv", f"{T2}/dim/2024.csv"]


def test_rows_of_purged_folders_stay(lake):
    lake.load(State(folder(T1, dim_2024=b"a,x,\n") | folder(T2, dim_2024=b"b,y,\n")))
    lake.load(State(folder(T2, dim_2024=b"b,y,\n") | folder(T3, dim_2024=b"c,z,\n")))
    assert lake.values("Id") == [("a",), ("b",), ("c",)]


def test_folders_without_files_of_the_table_are_not_an_error(lake):
    (lake.export / T4).mkdir()
    lake.load(State(folder(T1, dim_2024=b"a,x,\n") | folder(T2) | folder(T3, dim_2024=b"")))
    lake.load()
    assert lake.values("Id") == [("a",)]


def test_rows_that_arrive_late_are_loaded(lake):
    """A folder that finishes late has lower versions than the rows that are already loaded."""
    lake.load(State(folder(T2, "Id", "versionnumber", "IsDelete", dim_2024=b"a,100,\n")))
    late = folder(T1, "Id", "versionnumber", "IsDelete", dim_2024=b"a,0,\nb,9,\n")
    lake.load(State(late | folder(T2, "Id", "versionnumber", "IsDelete", dim_2024=b"a,100,\n")))
    assert lake.values("Id", "versionnumber") == [("a", "100"), ("a", "0"), ("b", "9")]


def test_a_table_that_moved_from_classic_to_incremental_keeps_both(lake):
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\n"}))
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\n"} | folder(T1, dim_2024=b"b,y,\n")))
    assert lake.values("Id") == [("a",), ("b",)]


# Full copies: files that are rewritten in place, and Delta tables


def in_place(text: bytes, file: str = "dim/2021.csv") -> State:
    return State(dim("Id", "name") | {file: text})


def test_only_changed_rows_of_a_rewritten_file_are_loaded_again(lake):
    lake.load(in_place(b"a,x\nb,y\n"))
    lake.load(in_place(b"b,y\nA,z\n"))
    assert lake.values("Id", "name") == [("a", "x"), ("b", "y"), ("A", "z")]


def test_a_record_missing_from_a_rewritten_file_is_deleted_until_it_returns(lake):
    lake.load(in_place(b"a,x\nb,y\n"))
    lake.load(in_place(b"b,y\n"))
    assert lake.values("Id", "name", "IsDelete")[2:] == [("a", None, "True")]
    lake.load(in_place(b"b,y\n\n"))
    lake.load(in_place(b"b,y\na,x\n"))
    assert lake.values("Id", "name", "IsDelete")[3:] == [("a", "x", None)]


@pytest.mark.parametrize("text", [b"b,y\nc,", b"b,y\nbad,row,of another\n", b""], ids=["torn", "doubtful", "empty"])
def test_nothing_is_deleted_when_a_file_is_torn_doubtful_or_empty(lake, text):
    lake.load(in_place(b"a,x\nb,y\n"))
    lake.load(in_place(text))
    assert lake.values("Id", "IsDelete") == [("a", None), ("b", None)]


def test_nothing_is_deleted_when_a_file_vanishes(lake):
    lake.load(State(in_place(b"a,x\n").files | {"dim/2022.csv": b"b,y\n"}))
    lake.load(in_place(b"a,x\n"))
    assert lake.values("Id", "IsDelete") == [("a", None), ("b", None)]


def test_the_newest_copy_is_read_and_not_the_file_being_rewritten(lake):
    old, new = (f"dim/Snapshot/2021_{epoch}/2021.csv" for epoch in (999999999, 1641038400))
    lake.load(State(in_place(b"a,to").files | {old: b"a,old\n", new: b"a,new\n", "dim/2022.csv": b"b,y\n"}))
    assert {(row["id"], row["name"], row.file) for row in lake.rows()} == {
        ("a", "new", new),
        ("b", "y", "dim/2022.csv"),
    }


def delta(*rows: dict) -> State:
    return State(dim(), {"deltalake/dim_partitioned": list(rows)})


def test_delta_rows_are_loaded_when_they_change_and_deleted_when_they_vanish(lake):
    a, b = {"Id": "a", "name": "x", "IsDelete": None}, {"Id": "b", "name": "y", "IsDelete": None}
    lake.load(delta(a, b))
    lake.load(delta(a, {**b, "name": "z"}))
    lake.load(delta({**b, "name": "z"}))
    lake.load(delta({**b, "name": "z", "IsDelete": "true"}))
    lake.load(delta(a))
    found = [(row["id"], row["name"], row.deleted) for row in lake.rows()]
    assert found == [
        ("a", "x", False),
        ("b", "y", False),
        ("b", "z", False),
        ("a", None, True),
        ("b", "z", True),
        ("a", "x", False),
    ]


@pytest.mark.parametrize("others", [{}, {"createdonpartition": "2023-11-15T06.33.04Z"}])
def test_a_column_added_to_a_delta_table_does_not_repeat_its_rows(lake, others):
    row = {"Id": "a", "name": "x", "IsDelete": None} | others
    lake.load(State(dim()))
    lake.load(delta(row))
    lake.load(delta({**row, "new": None}))
    assert lake.values("Id", "name") == [("a", "x")]


def test_decimals_and_large_numbers_in_a_delta_table_stay_exact(lake):
    number = Decimal("12345678901234567890123456789012.123456")
    columns = {"Id": ["a"], "name": pyarrow.array([number], pyarrow.decimal128(38, 6)), "IsDelete": [False]}
    write_deltalake(lake.export / "deltalake/dim_partitioned", pyarrow.table({**columns, "choice": [2**40]}))
    lake.load()
    assert lake.values("name", "choice") == [(str(number), str(2**40))]


# Tables that are exported again as a whole


def synced(state: str, completed: str, text: bytes, file: str = "dim/2021.csv") -> State:
    return State(dim(InitialSyncState=state, InitialSyncDataCompletedTime=completed) | {file: text})


def test_records_missing_from_a_new_full_copy_are_deleted_once_it_is_complete(lake):
    lake.load(synced("Completed", "1", b"a,x,\nb,y,\n"))
    lake.load(synced("InProgress", "1", b"b,y,\n"))
    assert ("a", "True") not in lake.values("Id", "IsDelete")
    lake.load(synced("Completed", "2", b"b,y,\nc,z,\n"))
    lake.load()
    assert sorted(lake.values("Id", "IsDelete"), key=str) == [
        ("a", "True"),
        ("a", None),
        ("b", None),
        ("b", None),
        ("c", None),
    ]


@pytest.mark.parametrize("text", [b"b,y,\nc,z,\na,x\n", b"b,y,\nc,z,\na,"], ids=["in quarantine", "pending"])
def test_nothing_is_deleted_when_rows_of_a_new_full_copy_are_not_loaded(lake, text):
    lake.load(synced("Completed", "1", b"a,x,\nb,y,\n"))
    lake.load(synced("Completed", "2", text))
    assert ("a", "True") not in lake.values("Id", "IsDelete")
