"""c360 drift: differences between an export, the declared sources and what loads have seen."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from support.exports import write_models
from support.project import ROOT

from python_helpers.export.layouts import Export
from python_helpers.project.drift import Seen, changes, drift, seen
from python_helpers.project.scaffold import scaffold

BEFORE = {
    "Id": "guid",
    "SinkModifiedOn": "dateTime",
    "new_name": "string(100)",
    "new_size": "decimal(38, 2)",
    "new_color": "int64",
    "new_day": "date",
    "IsDelete": "boolean",
    "new_late": "string",
}


def without(column: str) -> dict[str, str]:
    return {name: kind for name, kind in BEFORE.items() if name != column}


def renamed(columns: dict[str, str], **names: str) -> dict[str, str]:
    return {names.get(name, name): kind for name, kind in columns.items()}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A project with the scaffolded table new_thing, and the export that it was made from."""
    (tmp_path / "dbt_project.yml").touch()
    write_models(tmp_path / "export", new_thing=BEFORE)
    list(scaffold(Export(str(tmp_path / "export")), tmp_path, ["new_thing"]))
    monkeypatch.setenv("C360_EXPORT", str(tmp_path / "export"))
    monkeypatch.setenv("C360_DUCKDB", str(tmp_path / "built.duckdb"))
    return tmp_path


def found(folder: Path) -> list[tuple]:
    findings = drift(Export(str(folder / "export")), folder, folder / "built.duckdb")
    return [(finding.table, finding.column, finding.difference, finding.open) for finding in findings]


def built(folder: Path, *columns: str) -> None:
    with duckdb.connect(folder / "built.duckdb") as database:
        database.execute("create schema if not exists bronze")
        listed = ", ".join(f'"{column}" varchar' for column in columns)
        database.execute(f"create or replace table bronze.new_thing ({listed})")


def c360(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("c360"), *arguments], cwd=folder, text=True,
                          env={**os.environ, "COLUMNS": "300"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)  # fmt: skip


def test_no_differences(folder):
    shown = c360(folder, "drift", "--check")
    assert shown.returncode == 0
    assert shown.stdout == "No differences.\n"


def test_the_sample_differs_only_in_tables_that_nothing_reads():
    found = drift(Export(str(ROOT / "sample" / "dataverse-contoso-org")), ROOT, Path("nowhere.duckdb"))
    assert {item.difference for item in found} <= {"no source declares it"}
    assert not any(item.open for item in found)


@pytest.mark.parametrize(
    ("after", "differences"),
    [
        (BEFORE | {"new_more": "int64"}, [("new_more", "new", True)]),
        ({"new_first": "int64"} | BEFORE, [("new_first", "new", True)]),
        (without("new_size"), [("new_size", "not exported any more", False)]),
        (renamed(BEFORE, new_day="new_date"), [("new_day", "likely renamed to new_date: same place and type", True)]),
        (
            {**renamed(BEFORE, new_day="new_date"), "new_date": "string"},
            [("new_day", "not exported any more", False), ("new_date", "new", True)],
        ),
        (BEFORE | {"new_name": "string(200)"}, [("new_name", "was string(100), is string(200)", False)]),
        (BEFORE | {"new_size": "decimal(38, 6)"}, [("new_size", "was decimal(38, 2), is decimal(38, 6)", True)]),
        (BEFORE | {"new_late": "int64"}, [("new_late", "was string, is int64", True)]),
        (dict(sorted(BEFORE.items())), []),
        # in-place and Delta exports lack it
        (without("IsDelete"), []),
        (renamed(BEFORE, new_name="New_Name"), []),
    ],
)
def test_columns(folder, after, differences):
    write_models(folder / "export", new_thing=after)
    assert found(folder) == [("new_thing", *difference) for difference in differences]


def test_tables(folder):
    write_models(folder / "export", account=BEFORE)
    assert found(folder) == [
        ("account", "", "no source declares it", False),
        ("new_thing", "", "the export lacks it", False),
    ]
    shown = c360(folder, "drift", "--check")
    assert shown.returncode == 0
    assert "c360 scaffold account" in shown.stdout
    assert "it counts as empty: let Synapse Link export it" in shown.stdout


def test_a_folder_that_no_model_describes(folder):
    (folder / "export" / "new_project").mkdir()
    (folder / "export" / "new_project" / "2026.csv").write_text("a,b\n")
    difference = "new_project holds CSV files that no model.json describes"
    assert found(folder) == [("new_project", "", difference, False)]


def test_a_table_that_is_no_longer_exported(folder):
    built(folder, *BEFORE)
    with duckdb.connect(folder / "built.duckdb") as database:
        database.execute("create table bronze.load_state as select 'new_thing' as table_name")
    write_models(folder / "export", account=BEFORE)
    assert found(folder)[1:] == [("new_thing", "", "the export lacks it", True)]
    assert c360(folder, "drift", "--check").returncode == 1


def test_a_new_column_waits_in_rescued_data_when_bronze_lacks_it(folder):
    built(folder, *BEFORE)
    write_models(folder / "export", new_thing=BEFORE | {"new_more": "int64"})
    shown = c360(folder, "drift")
    assert shown.returncode == 0
    assert "it waits in _rescued_data; add it: c360 scaffold new_thing --column new_more" in shown.stdout
    assert "dbt build --full-refresh --select stg_dataverse__new_thing+" in shown.stdout
    built(folder, *BEFORE, "new_more")
    assert "_rescued_data" not in c360(folder, "drift").stdout


def test_the_model_to_rebuild_is_found_by_the_table_it_reads(folder):
    model = folder / "models/staging/dataverse/thing/stg_dataverse__new_thing.sql"
    model.rename(model.with_name("stg_dataverse__thing.sql"))
    write_models(folder / "export", new_thing=BEFORE | {"new_more": "int64"})
    assert "--select stg_dataverse__thing+" in c360(folder, "drift").stdout


def test_a_source_written_by_hand_names_the_columns_that_are_used(folder):
    source = folder / "models/staging/dataverse/thing/_thing__sources.yml"
    source.write_text(
        "sources: [{name: dataverse, tables: [{name: New_Thing, columns: [{name: new_name}, {name: old}]}]}]"
    )
    assert found(folder) == [("new_thing", "old", "not exported any more", False)]
    built(folder, *without("new_late"))
    assert found(folder)[1:] == [("new_thing", "new_late", "new", True)]


def test_changes_that_loads_have_seen(folder):
    with duckdb.connect(folder / "built.duckdb") as database:
        database.execute("create schema bronze")
        database.execute(
            "create table bronze.table_schemas (table_name varchar, layout varchar, schema_number bigint, "
            "columns varchar, model varchar, seen_at timestamp)"
        )
        for number, columns in enumerate(("a b c d", "a B2 c d", "a c d", "a n c d", "a n c d", "a n c d e"), 1):
            logged = [{"name": name, "data_type": "string", "max_length": None, "precision": None, "scale": None}
                      for name in columns.split()]  # fmt: skip
            row = ["new_thing", "incremental", number, json.dumps(logged), "model.json", datetime(2021, 8, number)]
            database.execute("insert into bronze.table_schemas values (?, ?, ?, ?, ?, ?)", row)
            row = ["new_thing", "classic", 1, row[3], "model.json", row[5]]
        database.execute("insert into bronze.table_schemas values (?, ?, ?, ?, ?, ?)", row)
    assert [(change.seen_at.day, change.column, change.change) for change in seen(folder / "built.duckdb")] == [
        (2, "b", "likely renamed to B2: same place and type"),
        (3, "B2", "removed from the middle"),
        (4, "n", "inserted in the middle"),
        (6, "e", "new"),
    ]
    assert isinstance(seen(folder / "built.duckdb")[0], Seen)
    shown = c360(folder, "drift").stdout
    assert "those in doubt wait in bronze.quarantine" in shown
    assert "2021-08-03 00:00:00" in shown


def test_moved_columns():
    assert [str(change) for change in changes({"a": "x", "b": "y", "c": "z"}, {"b": "y", "a": "x", "c": "z"})] == [
        "at another place"
    ]


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "dbt_project.yml").unlink(), "is outside the project"),
        (lambda folder: (folder / "export/model.json").write_text("{"), "isn't complete JSON"),
        (lambda folder: (folder / "built.duckdb").write_text("no database"), "can't be opened"),
        (
            lambda folder: (folder / "models/staging/dataverse/thing/_thing__sources.yml").write_text("sources: [x"),
            "_thing__sources.yml doesn't list sources as dbt wants them",
        ),
    ],
)
def test_errors_name_the_fault(folder, break_it, message):
    break_it(folder)
    shown = c360(folder, "drift")
    assert shown.returncode == 1
    assert message in shown.stdout
    assert "Traceback" not in shown.stdout
