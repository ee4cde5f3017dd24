"""Rows that can't be placed: where they wait, and how they are loaded once the columns are known."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from support.loading import loaded, rows
from support.project import COLUMNS, ROOT, STAGING, Project, record

from python_helpers.bronze.load import Loader

OLD = COLUMNS
AT_END = [*COLUMNS, "crc33_loyaltycard"]
IN_MIDDLE = [*COLUMNS[:7], "crc33_title", *COLUMNS[7:]]
SWAPPED = [column for column in COLUMNS if column != "crc33_city"] + ["crc33_town"]


def c360(project: Project, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("c360")), *arguments]
    printed = subprocess.run(command, cwd=ROOT, env=project.process_environment() | {"COLUMNS": "200"},
                             text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
    assert "Traceback" not in printed.stdout
    return printed.stdout


@pytest.fixture
def small(project):
    project.write_export(**{"2021": record(Id="a", crc33_name="A", crc33_city="Ulm")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    loaded(project)
    return project


def test_rows_wider_than_the_model_wait_for_the_new_one(small):
    small.append("2021", record(AT_END, Id="b", crc33_loyaltycard="L1"))
    loaded(small)
    assert rows(small, "Id") == [("a",)]
    assert "24 values, but 23 columns" in c360(small, "quarantine")
    assert "left" in c360(small, "quarantine", "retry")
    assert rows(small, "Id") == [("a",)]
    small.write_export(AT_END)
    printed = c360(small, "quarantine", "retry")
    assert "Run make build" in printed, printed
    assert rows(small, "Id, _rescued_data->>'crc33_loyaltycard', _source_file, _source_row") == [
        ("a", None, "crc33_customer/2021.csv", 1),
        ("b", "L1", "crc33_customer/2021.csv", 2),
    ]
    assert "nothing" in c360(small, "quarantine")
    size = (small.export / "crc33_customer" / "2021.csv").stat().st_size
    state = "bytes_loaded, bytes_quarantined, bytes_pending, rows_loaded, rows_quarantined"
    assert rows(small, state, "load_state where table_name = 'crc33_customer'") == [(size, 0, 0, 2, 0)]
    small.append("2021", record(AT_END, Id="c"))
    loaded(small)
    assert rows(small, "Id") == [("a",), ("b",), ("c",)]


def test_narrow_rows_are_loaded_when_columns_were_added_at_the_end(small):
    small.write_export(AT_END)
    small.append("2021", record(Id="b") + record(AT_END, Id="c", crc33_loyaltycard="L2") + record(Id="d"))
    loaded(small)
    assert rows(small, "Id, _rescued_data->>'crc33_loyaltycard'") == [("a", None), ("b", None), ("c", "L2")]
    assert rows(small, "reason", "quarantine") == [("23 values, but 24 columns, and a row before it has 24",)]


def test_a_new_column_in_the_middle_shifts_no_value_and_the_user_decides(small):
    small.write_export(IN_MIDDLE)
    small.append(
        "2021", record(Id="b", crc33_city="Bonn") + record(IN_MIDDLE, Id="c", crc33_title="Dr", crc33_city="Linz")
    )
    loaded(small)
    assert rows(small, "Id, crc33_city") == [("a", "Ulm"), ("c", "Linz")]
    assert "left" in c360(small, "quarantine", "retry")
    assert rows(small, "count(*)", "quarantine") == [(1,)]
    c360(small, "quarantine", "retry", "--table", "crc33_customer", "--schema", "1")
    assert rows(small, "Id, crc33_city, _source_row") == [("a", "Ulm", 1), ("b", "Bonn", 2), ("c", "Linz", 3)]


def test_a_column_replaced_by_another_leaves_rows_in_doubt(small):
    """Rows appended while the columns changed could have either; later ones are certain."""
    small.write_export(SWAPPED)
    small.append("2021", record(Id="b", crc33_city="Bonn"))
    loaded(small)
    assert rows(small, "Id") == [("a",)]
    assert rows(small, "reason", "quarantine") == [
        ("23 values, as the columns had before they changed and as they have now",)
    ]
    small.append("2021", record(SWAPPED, Id="c", crc33_town="Linz", crc33_email="c@example.com"))
    loaded(small)
    assert rows(small, "Id, crc33_city, crc33_email, _rescued_data->>'crc33_town'")[1:] == [
        ("c", None, "c@example.com", "Linz")
    ]
    c360(small, "quarantine", "retry", "--table", "crc33_customer", "--schema", "1")
    assert rows(small, "crc33_city", "crc33_customer where Id = 'b'") == [("Bonn",)]


def test_a_file_that_did_not_grow_while_the_columns_changed_is_certain(small):
    small.write_export(SWAPPED)
    loaded(small)
    small.append("2021", record(SWAPPED, Id="b", crc33_town="Linz"))
    loaded(small)
    assert rows(small, "_rescued_data->>'crc33_town'", "crc33_customer where Id = 'b'") == [("Linz",)]


def test_bytes_that_are_not_text_are_never_loaded_by_mistake(small):
    small.append("2021", record(Id="b").encode().replace(b'"b"', b'"\xff"'))
    loaded(small)
    c360(small, "quarantine", "retry", "--table", "crc33_customer", "--schema", "1")
    assert rows(small, "reason", "quarantine") == [("byte 2 of the row is not UTF-8",)]


def test_a_new_column_waits_until_it_is_declared(small):
    small.write_export(AT_END)
    small.append("2021", record(AT_END, Id="b", crc33_loyaltycard='L "1"'))
    small.build(*STAGING)
    assert rows(small, "count(*)", "crc33_customer where Id = 'b'") == [(1,)]
    columns = dict.fromkeys([*COLUMNS, "crc33_LoyaltyCard"])
    node = {"identifier": "crc33_customer", "unique_id": "c", "source_name": "dataverse", "schema": "bronze"}
    state = {"identifier": "load_state", "unique_id": "s", "source_name": "loader", "schema": "bronze", "columns": {}}
    with duckdb.connect(small.database) as database:
        Loader(database, [node | {"columns": columns}, state], str(small.export), "").run({"c"})
    assert rows(small, "Id, crc33_LoyaltyCard") == [("a", None), ("b", 'L "1"')]


def test_retry_asks_for_what_it_needs(small):
    assert "--schema needs --table" in c360(small, "quarantine", "retry", "--schema", "1")
    small.append("2021", "x,y\r\n")
    loaded(small)
    shown = c360(small, "quarantine", "retry", "--table", "crc33_customer", "--schema", "7")
    assert "crc33_customer has no schema 7" in shown


def test_what_follows_a_giant_record_is_loaded(small):
    """It is longer than what is read at once; quarantine has its bytes and the beginning of its text."""
    begin, giant = record(Id="b", crc33_name="|").split("|"), 300_000_000
    file = small.export / "crc33_customer" / "2021.csv"
    with file.open("ab") as content:
        first = content.tell()
        content.write(begin[0].encode())
        content.truncate(content.tell() + giant)
    end = file.stat().st_size + len(begin[1].rstrip())
    small.append("2021", begin[1] + record(Id="c") + record(Id="d"))
    loaded(small)
    assert rows(small, "Id, _source_row") == [("a", 1), ("c", 3), ("d", 4)]
    assert rows(small, "_source_row, first_byte, last_byte, reason, length(raw_text)", "quarantine") == [
        (2, first, end - 1, "longer than 67,108,864 bytes", 1000)
    ]
    state = "bytes_loaded + bytes_quarantined, bytes_quarantined, bytes_pending"
    assert rows(small, state, "load_state where table_name = 'crc33_customer'") == [
        (file.stat().st_size, end - first, 0)
    ]
    c360(small, "quarantine", "retry", "--table", "crc33_customer", "--schema", "1")
    assert rows(small, "count(*)") == [(3,)]
