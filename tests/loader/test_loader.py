"""The loader: damaged exports, files that grow, are rewritten or vanish, and every line end."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from unittest.mock import Mock

import duckdb
import pytest
from dbt_common.exceptions import DbtRuntimeError
from support.loading import SOURCES, TABLES, loaded, rows
from support.project import COLUMNS, ROOT, STAGING, Project, record

from python_helpers.bronze.parts import stat
from python_helpers.bronze.plugin import Plugin
from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError

LOAD = f"""
import sys, duckdb
from python_helpers.bronze.load import Loader
cursor = duckdb.connect(sys.argv[1])
print("ready", flush=True)
Loader(cursor, {SOURCES}, sys.argv[2], sys.argv[3]).run({set(TABLES)})
"""


def load(project: Project) -> subprocess.Popen:
    """Starts the loader without dbt, in its own process, on the project's database."""
    command = [sys.executable, "-c", LOAD, str(project.database), str(project.export), str(project.finance)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def write_two_rows(project: Project) -> None:
    project.write_export(**{"2021": record(Id="a", crc33_name="A") + record(Id="b", crc33_name="B")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")


@pytest.fixture
def small(project):
    write_two_rows(project)
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of a built project like ``small``."""
    project = Project(tmp_path_factory.mktemp("built"))
    write_two_rows(project)
    project.build()
    return project.folder


def age(project: Project, hours: int = 2) -> None:
    for file in (project.export / "crc33_customer").iterdir():
        os.utime(file, (time.time() - hours * 3600,) * 2)


# Loading what is new, once


def test_only_new_rows_are_loaded(small):
    loaded(small)
    small.append("2021", record(Id="c", crc33_name="line\r\nbreak"))
    small.append("2022", record(Id="d", crc33_name='"quoted", comma'))
    loaded(small)
    loaded(small)
    assert rows(small, "Id, crc33_name, _source_file, _source_row") == [
        ("a", "A", "crc33_customer/2021.csv", 1),
        ("b", "B", "crc33_customer/2021.csv", 2),
        ("c", "line\r\nbreak", "crc33_customer/2021.csv", 3),
        ("d", '"quoted", comma', "crc33_customer/2022.csv", 1),
    ]
    state = rows(small, "rows_loaded, bytes_pending, source_file", "load_state")
    assert state == [(1, 0, "crc33_customer/2022.csv"), (1, 0, "finance.csv"), (3, 0, "crc33_customer/2021.csv")]


def test_a_record_being_written_waits(small):
    whole = record(Id="c", crc33_name="torn, here\r\nand there")
    for cut in (3, whole.index("\r\n") + 2, len(whole) - 1):
        file = small.export / "crc33_customer" / "2021.csv"
        before = file.read_bytes()
        small.append("2021", whole[:cut])
        loaded(small)
        assert rows(small, "Id") == [("a",), ("b",)]
        assert rows(small, "bytes_pending", "load_state")[-1] == (cut,)
        file.write_bytes(before)
    small.append("2021", whole)
    loaded(small)
    assert rows(small, "crc33_name") == [("A",), ("B",), ("torn, here\r\nand there",)]


def test_a_last_record_without_line_end_counts_when_the_file_is_at_rest(small):
    small.append("2021", record(Id="c").rstrip())
    age(small)
    loaded(small)
    assert rows(small, "Id") == [("a",), ("b",), ("c",)]


def test_a_torn_last_record_waits_even_when_the_file_is_at_rest(small):
    whole = record(Id="c", crc33_name="torn")
    small.append("2021", whole[:20])
    age(small)
    loaded(small)
    assert rows(small, "Id") == [("a",), ("b",)]
    small.append("2021", whole[20:])
    loaded(small)
    assert rows(small, "Id") == [("a",), ("b",), ("c",)]
    assert rows(small, "*", "quarantine") == []


def test_a_rewritten_file_is_read_from_its_start(small):
    loaded(small)
    small.write_export(**{"2021": record(Id="z", crc33_name="Z")})
    loaded(small)
    assert rows(small, "Id") == [("a",), ("b",), ("z",)]


def test_killed_loads_lose_and_duplicate_nothing(project):
    choice = random.Random(11)
    partitions = {}
    for year in range(2015, 2025):
        many = [record(Id=f"{year}-{i}", crc33_name="x" * choice.randrange(40)) for i in range(3000)]
        partitions[str(year)] = "".join([*many[:1500], "torn,row\r\n", *many[1500:]])
    project.write_export(**partitions)
    project.write_finance(*(f"C{i},{i},,,EUR,2026-01-31" for i in range(3000)))
    for _ in range(12):
        process = load(project)
        time.sleep(choice.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    loaded(project)
    counted = "count(*), count(distinct {}), count(distinct (_source_file, _source_row))"
    assert rows(project, counted.format("Id")) == [(30_000, 30_000, 30_000)]
    assert rows(project, counted.format("cid"), "customer_finance") == [(3000, 3000, 3000)]
    assert rows(project, "count(*), count(distinct _source_file)", "quarantine") == [(10, 10)]


def test_a_line_break_in_the_first_record_does_not_end_it(small):
    small.write_export(**{"2021": record(Id="a", crc33_name="two\nlines") + record(Id="b")})
    loaded(small)
    assert rows(small, "Id, crc33_name") == [("a", "two\nlines"), ("b", None)]
    assert rows(small, "*", "quarantine") == []


def sync(project: Project, state: str, completed: str = "") -> None:
    """Writes the state of the table's initial sync into model.json."""
    file = project.export / "model.json"
    model = json.loads(file.read_text())
    notes = {"Athena:InitialSyncState": state, "Athena:InitialSyncDataCompletedTime": completed}
    model["entities"][0]["annotations"] = [{"name": name, "value": value} for name, value in notes.items()]
    file.write_text(json.dumps(model))


DELETED = "Id, SinkModifiedOn, _source_file", "crc33_customer where IsDelete = 'True'"


def test_a_re_initial_sync_deletes_what_it_does_not_send_again(small):
    sync(small, "Completed", "1/1/2026 1:00:00 AM")
    loaded(small)
    sync(small, "InProgress")
    small.write_export(**{"2021": record(Id="A", crc33_name="A") + record(Id="c")})
    sync(small, "InProgress")
    loaded(small)
    assert rows(small, *DELETED) == []
    sync(small, "Completed", "2/1/2026 1:00:00 AM")
    loaded(small)
    loaded(small)
    assert rows(small, *DELETED) == [("b", "2/1/2026 1:00:00 AM", "model.json")]


def test_a_re_initial_sync_that_is_mostly_missing_deletes_nothing(small):
    sync(small, "Completed", "1/1/2026 1:00:00 AM")
    small.append("2021", record(Id="c"))
    loaded(small)
    sync(small, "Completed", "2/1/2026 1:00:00 AM")
    loaded(small)
    assert rows(small, *DELETED) == []
    small.write_export(**{"2021": record(Id="a")})
    sync(small, "Completed", "2/1/2026 1:00:00 AM")
    assert "2 records didn't come and only 1 did" in load(small).communicate()[0]
    assert rows(small, *DELETED) == []


def test_a_re_initial_sync_announced_late_deletes_nothing_that_it_sent(small):
    sync(small, "Completed", "1/1/2026 1:00:00 AM")
    loaded(small)
    small.write_export(**{"2021": record(Id="a", crc33_city="Ulm") + record(Id="b")})
    sync(small, "Completed", "1/1/2026 1:00:00 AM")
    loaded(small)
    sync(small, "Completed", "2/1/2026 1:00:00 AM")
    small.append("2021", record(Id="a"))
    loaded(small)
    assert rows(small, *DELETED) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_re_initial_sync_in_folders_deletes_what_it_does_not_send_again(project, at_once):
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    folders = {
        "2026-01-01T00.00.00Z": (["a", "b", "c"], "Completed", "1/1/2026 1:00:00 AM"),
        "2026-01-02T00.00.00Z": (["a"], "InProgress", ""),
        "2026-01-02T00.15.00Z": (["C"], "InProgress", ""),
        "2026-01-02T00.30.00Z": ([], "Completed", "1/2/2026 1:00:00 AM"),
    }
    for name, (ids, *state) in folders.items():
        home = Project(project.folder)
        home.export = project.export / name
        home.write_export(**({"2026": "".join(record(Id=one) for one in ids)} if ids else {}))
        sync(home, *state)
        if not at_once:
            loaded(project)
    loaded(project)
    loaded(project)
    assert rows(project, "Id, SinkModifiedOn, _source_row", DELETED[1]) == [("b", "1/2/2026 1:00:00 AM", 0)]


def test_labels_come_from_the_metadata_of_a_table_when_there_is_no_common_list(small):
    label = {"LocalizedLabel": "E-mail", "LocalizedLabelLanguageCode": 1033, "IsUserLocalizedLabel": True}
    content = {
        "OptionSetMetadata": [
            label | {"EntityName": "crc33_customer", "OptionSetName": "crc33_preferredcontactmethod", "Option": 2}
        ],
        "GlobalOptionSetMetadata": [
            label | {"OptionSetName": "crc33_tier", "Option": 7, "GlobalOptionSetName": "tiers"}
        ],
        "StateMetadata": [label | {"EntityName": "crc33_customer", "State": 0}],
        "StatusMetadata": [label | {"EntityName": "crc33_customer", "State": 0, "Status": 1}],
    }
    file = small.export / "Microsoft.Athena.TrickleFeedService" / "crc33_customer-EntityMetadata.json"
    file.parent.mkdir()
    file.write_text(json.dumps(content))
    for _ in range(2):
        small.build(*STAGING)
        columns = "EntityName, OptionSetName, Option, IsUserLocalizedLabel, LocalizedLabelLanguageCode, LocalizedLabel"
        assert rows(small, columns, "optionset_metadata") == [
            ("crc33_customer", "crc33_preferredcontactmethod", "2", "True", "1033", "E-mail")
        ]
        assert rows(small, columns, "global_optionset_metadata") == [
            ("crc33_customer", "crc33_tier", "7", "True", "1033", "E-mail")
        ]
        assert rows(small, "State, Status, LocalizedLabel", "status_metadata") == [("0", "1", "E-mail")]
        assert rows(small, "State, LocalizedLabel", "state_metadata") == [("0", "E-mail")]


# Finance files


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False], ids=["line end at the end", "no line end at the end"])
def test_finance_with_every_line_end(small, end, bom, last):
    small.write_finance('C1,"1,5",2,3,EUR,2026-01-31', "Ç2,,,,,", end=end)
    text = small.finance.read_bytes()
    small.finance.write_bytes(bom + (text if last else text.rstrip(b"\r\n")))
    loaded(small)
    expected = [("C1", "1,5", "2", "2026-01-31", 2), ("Ç2", None, None, None, 3)]
    assert rows(small, "cid, income, _rescued_data->>'spend', _rescued_data->>'as_of_date', _source_row",
                "customer_finance") == expected  # fmt: skip


def test_finance_with_mixed_line_ends(small):
    small.finance.write_bytes(b"cid,income\r\nC1,1\nC2,2\rC3,3")
    loaded(small)
    assert rows(small, "cid, income", "customer_finance") == [("C1", "1"), ("C2", "2"), ("C3", "3")]


def test_finance_with_semicolons(small):
    small.write_finance("C1;1", header="cid;income", end="\n")
    loaded(small)
    assert rows(small, "cid, income", "customer_finance") == [("C1", "1")]


@pytest.mark.parametrize("before", ["sep=;\n", "\ufeffSEP=;\r\n", '\n"sep=;"\n\n', "\ufeff\r\n"])
def test_finance_may_begin_as_excel_writes_it(small, before):
    small.finance.write_text(f"{before}cid;income\nC1;1\n", newline="")
    loaded(small)
    assert rows(small, "cid, income", "customer_finance") == [("C1", "1")]


def test_finance_with_nothing_but_a_separator_is_empty(small, told):
    small.finance.write_text("sep=;\n")
    loaded(small)
    assert "is empty" in told.text


def test_finance_deliveries_are_kept_whole(small):
    small.write_finance("C1,1", header="cid,income")
    loaded(small)
    small.write_finance("C1,2", "C2,5", header="cid,income")
    loaded(small)
    assert rows(small, "cid, income", "customer_finance") == [("C1", "1"), ("C1", "2"), ("C2", "5")]
    (small.finance).write_bytes(b"cid,income\r")
    loaded(small)
    assert len(rows(small, "cid", "customer_finance")) == 3


def test_finance_columns_without_a_name_are_kept(small):
    small.write_finance("C1,1,kept,,", header="cid,income,,,")
    loaded(small)
    assert rows(small, "cid, income, _rescued_data->>'column_3'", "customer_finance") == [("C1", "1", "kept")]


def test_a_finance_file_that_disappears_is_reported(small):
    loaded(small)
    small.finance = small.finance.rename(small.folder / "finance_2027.csv")
    printed, _ = load(small).communicate()
    assert "finance.csv is no longer among the files of C360_FINANCE" in printed


def test_a_finance_file_whose_name_is_a_pattern_too_is_read(small):
    small.finance = small.finance.rename(small.folder / "finance [x].csv")
    loaded(small)
    assert rows(small, "cid", "customer_finance") == [("C1",)]


# Files that look as before


@pytest.mark.parametrize("moved", [0, -3_000_000_000])
def test_a_file_with_the_same_size_and_time_may_hold_something_else(small, moved):
    """As after a copy that keeps times."""
    loaded(small)
    loaded(small)
    for file, old, new in (
        (small.export / "crc33_customer" / "2021.csv", b'"A"', b'"Z"'),
        (small.finance, b"C1", b"C9"),
    ):
        before = file.stat()
        file.write_bytes(file.read_bytes().replace(old, new))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + moved))
    loaded(small)
    assert rows(small, "Id, crc33_name") == [("a", "A"), ("a", "Z"), ("b", "B"), ("b", "B")]
    assert rows(small, "cid", "customer_finance") == [("C1",), ("C9",)]


def test_a_file_that_was_only_touched_is_compared_once(small, monkeypatch):
    loaded(small)
    os.utime(small.export / "crc33_customer" / "2021.csv")
    loaded(small)
    with monkeypatch.context() as patched:
        patched.setattr("python_helpers.bronze.plan.is_continued", None)
        loaded(small)
    assert rows(small, "Id") == [("a",), ("b",)]


def test_line_ends_of_cr_alone_are_named(small):
    file = small.export / "crc33_customer" / "2021.csv"
    file.write_bytes(file.read_bytes().replace(b"\r\n", b"\r"))
    printed, _ = load(small).communicate()
    assert "CR alone is no line end here, because it may be half of CR LF: end rows with LF or CR LF" in printed


# Damage


def test_bad_rows_go_to_quarantine_and_the_others_are_loaded(small):
    narrow, wide = "x,y\r\n", record([*COLUMNS, "more"], Id="w", more="m")
    small.append("2021", narrow + record(Id="c") + wide + record(Id="d"))
    small.append("2021", record(Id="e").encode().replace(b'"e"', b'"\xff"') + record(Id="f").encode())
    small.append("2021", '"g"x,' + record(Id="g")[4:] + record(Id="h"))
    loaded(small)
    assert rows(small, "Id, _source_row") == [("a", 1), ("b", 2), ("c", 4), ("d", 6), ("f", 8), ("h", 10)]
    text = (small.export / "crc33_customer" / "2021.csv").read_bytes()
    found = rows(small, "_source_row, reason, first_byte, last_byte, raw_text, table_name, _source_file", "quarantine")
    assert [(row, reason) for row, reason, *_ in found] == [
        (3, f"2 values, but {len(COLUMNS)} columns"),
        (5, f"{len(COLUMNS) + 1} values, but {len(COLUMNS)} columns"),
        (7, "byte 2 of the row is not UTF-8"),
        (9, "its quotes don't match"),
    ]
    for _, _, first, last, raw, table, file in found:
        assert text[first : last + 1].decode("utf-8", "backslashreplace") == raw
        assert (table, file) == ("crc33_customer", "crc33_customer/2021.csv")


def no_model(project):
    (project.export / "model.json").unlink()


def torn_model(project):
    model = project.export / "model.json"
    model.write_text(model.read_text()[:40])


def model_without_tables(project):
    (project.export / "model.json").write_text("{}")


def no_export(project):
    project.environment["C360_EXPORT"] = str(project.folder / "nowhere")


def export_is_a_file(project):
    project.environment["C360_EXPORT"] = str(project.finance)


def no_finance(project):
    project.finance.unlink()


def finance_without_header(project):
    project.finance.write_text("C1,1,2,3,EUR,2026-01-31\n")


def finance_in_utf16(project):
    project.finance.write_text("cid,income\nC1,1\n", encoding="utf-16")


def finance_header_in_latin_1(project):
    project.finance.write_bytes("cid,income,größe\nC1,1,2\n".encode("latin-1"))


def no_finance_setting(project):
    project.environment["C360_FINANCE"] = ""


def finance_with_a_column_twice(project):
    project.finance.write_text("cid,income,CID\nC1,1,2\n")


def finance_under_a_title(project):
    project.finance.write_text("Finance 2026,,\ncid,income\nC1,1\n")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (no_model, "model.json is missing"),
        (torn_model, "model.json isn't complete JSON (line 1"),
        (model_without_tables, "lists no entities"),
        (no_export, "doesn't exist. Set C360_EXPORT"),
        (export_is_a_file, "is a file. Set C360_EXPORT"),
        (no_finance, "Set C360_FINANCE"),
        (finance_without_header, "is in the header"),
        (finance_under_a_title, "Add a header row, or remove what is above it"),
        (finance_in_utf16, "is UTF-16. Save it as UTF-8"),
        (finance_with_a_column_twice, "is in the header twice"),
        (finance_header_in_latin_1, "row 1: byte 14 is not UTF-8"),
        (no_finance_setting, "C360_FINANCE is empty"),
    ],
)
def test_damage_gives_one_clear_message_and_changes_nothing(small, built, damage, message):
    shutil.copytree(built, small.folder, dirs_exist_ok=True)
    before = small.tables(("bronze", "silver", "gold", "snapshots"))
    small.append("2021", record(Id="c"))
    damage(small)
    printed = small.printed("build")
    assert printed.returncode != 0
    assert message in printed.stdout
    assert "Traceback" not in printed.stdout
    assert "what was built before is unchanged" in printed.stdout
    assert small.tables(("bronze", "silver", "gold", "snapshots")) == before


@pytest.mark.parametrize("closed", ["crc33_customer", "crc33_customer/2021.csv", "model.json"])
def test_a_lack_of_rights_is_reported(small, closed):
    """Reads as a user without rights, because root may read everything."""
    for folder in small.folder.parents[:-2]:
        folder.chmod(0o755)
    (small.export / closed).chmod(0)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        with pytest.raises(ExportError, match=r"no permission|Permission denied"):
            table = Export(str(small.export)).table("crc33_customer")
            [stat(file.path) for file in table.files]
    finally:
        if root:
            os.seteuid(0)
        (small.export / closed).chmod(0o755)


def test_vanished_and_empty_files_are_reported(small):
    small.append("2022", record(Id="c"))
    small.build(*STAGING)
    (small.export / "crc33_customer" / "2022.csv").unlink()
    (small.export / "crc33_customer" / "2023.csv").touch()
    printed = small.printed("build", *STAGING, "--exclude-resource-type", "unit_test", "test")
    assert printed.returncode == 0
    assert "crc33_customer/2022.csv is no longer in the export; the rows that it held stay" in printed.stdout
    assert "crc33_customer/2023.csv is empty" in printed.stdout
    assert rows(small, "Id") == [("a",), ("b",), ("c",)]


def test_load_times_grow_even_when_the_clock_goes_back(small):
    loaded(small)
    with duckdb.connect(small.database) as database:
        database.execute("update bronze.load_state set loaded_at = timestamp '2999-01-01'")
    small.append("2021", record(Id="c"))
    loaded(small)
    assert rows(small, "max(_loaded_at)")[0][0] > datetime(2999, 1, 1)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        *((f"{name}.duckdb", "the file otherwise") for name in ("bronze", "Silver", "main", "temp", "a'b", 'a"b')),
        ("x" * 300 + ".duckdb", "can't be made.* The system says: .*too long"),
        ("md:foo", "must be a file on this machine"),
    ],
)
def test_a_database_that_cannot_have_its_name_is_reported(tmp_path, monkeypatch, name, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DbtRuntimeError, match=message):
        Plugin("bronze", {"export": "", "finance": ""}).update_connection_config(Mock(path=name), {})
    assert not list(tmp_path.iterdir())


def test_a_view_in_the_place_of_a_table_is_reported(project):
    project.write_export(**{"2021": record(Id="a")})
    with duckdb.connect(project.database) as database:
        database.execute("create schema bronze; create view bronze.load_state as select 1 as one")
    printed = project.printed("build")
    assert printed.returncode != 0
    assert "The database holds something of another kind under a name of ours" in printed.stdout
    assert "A file of the export" not in printed.stdout
