"""The build as a whole: twice, in steps, at once, killed, and from other exports."""

import json
import random
import re
import shutil
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.project import COLUMNS, ROOT, Project, record

SAMPLE = ROOT / "sample"
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "test")
CUSTOMERS = ("--select", "+customer_current")

changes = st.lists(
    st.tuples(
        st.sampled_from(["1", "2021", "2022"]),  # partition
        st.integers(0, 4),  # record
        st.sampled_from(["update", "update", "update", "delete", "again"]),
        st.one_of(st.none(), st.integers(0, 12)),  # versionnumber
        st.integers(0, 9),  # second of SinkModifiedOn
        st.sampled_from(["Anna", "BEN", "", None, 'O\'Neil, "Jo"\r\n']),
        st.sampled_from(["C1", "c1", "C2", None]),
        st.sampled_from(["a@example.com", "nothing"]),
    ),
    max_size=12,
)


def write_changes(project: Project, batch: list, written: dict[str, list]) -> None:
    """Appends the changes; ``written`` collects, by file, their (record, is_deleted, version, second, cid)."""
    for file, number, kind, version, second, name, cid, email in batch:
        rows = written.setdefault(file, [])
        if kind == "again" and rows:
            rows.append(rows[-1])
        elif kind == "delete":
            row = record(
                Id=f"00{number}",
                SinkModifiedOn=f"8/4/2021 12:36:0{second} PM",
                versionnumber=version,
                IsDelete="True",
            )
            rows.append((number, True, version, second, None, row))
        else:
            version = 1 if version is None else version
            row = record(
                Id=f"00{number}",
                SinkModifiedOn=f"8/4/2021 12:36:0{second} PM",
                crc33_cid=cid,
                crc33_name=name,
                crc33_email=email,
                statecode=0,
                statuscode=1,
                versionnumber=version,
                createdon="2021-08-04T10:00:00Z",
                modifiedon=f"2021-08-04T12:36:0{second}Z",
            )
            rows.append((number, False, version, second, cid, row))
        project.append(file, rows[-1][-1])


def live_customers(written: dict[str, list]) -> list[tuple]:
    """Id and cid of each customer that is live, worked out row by row by the rules in macros/history/history.sql."""
    rows = [(file, place, *row) for file, changes in written.items() for place, row in enumerate(changes)]
    last = {}
    for file, place, number, deleted, version, second, cid, _ in rows:
        numbered = version is not None
        if not numbered:
            earlier = [
                other[4]
                for other in rows
                if other[2] == number
                and other[4] is not None
                and (other[5] < second or (other[5] == second and (other[0] != file or other[1] < place)))
            ]
            version = max(earlier, default=0)
        time = second if numbered or not version or not deleted else 60
        order = (version, time, deleted, second, f"crc33_customer/{file}.csv", place)
        last[number] = max(last.get(number, ((-1,), None)), (order, cid), key=lambda found: found[0])
    return sorted((f"00{number}", cid) for number, (order, cid) in last.items() if not order[2])


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(changes, min_size=2, max_size=3),
    finance=st.lists(st.sampled_from(["C1,5", "c1,6", "C2,x", ",7", "C9,8"])),
)
def test_builds_in_steps_equal_one_build(tmp_path_factory, batches, finance):
    stepwise = Project(tmp_path_factory.mktemp("stepwise"))
    stepwise.write_export()
    stepwise.write_finance(*finance, header="cid,income")
    written = {}
    for batch in batches:
        write_changes(stepwise, batch, written)
        stepwise.build(tests=batch is batches[-1])
    at_once = Project(tmp_path_factory.mktemp("at-once"))
    at_once.export, at_once.finance = stepwise.export, stepwise.finance
    at_once.build()
    assert stepwise.tables() == at_once.tables()
    live = "select customer_id, cid from silver.customer_current order by all"
    assert at_once.query(live) == live_customers(written)
    before = stepwise.tables(("bronze",))
    stepwise.build("--full-refresh")
    assert stepwise.tables() == at_once.tables()
    assert stepwise.tables(("bronze",)) == before


@pytest.fixture(scope="module")
def sample_database(tmp_path_factory) -> Path:
    """The database of a build of the sample whose data tests pass."""
    built = of_sample(Project(tmp_path_factory.mktemp("sample")))
    built.build(tests=True)
    return built.database


def of_sample(project: Project) -> Project:
    project.export, project.finance = SAMPLE / "dataverse-contoso-org", SAMPLE / "finance" / "customer_finance.csv"
    return project


def test_nothing_new_changes_nothing(project, sample_database):
    shutil.copy(sample_database, of_sample(project).database)
    every = ("bronze", "silver", "snapshots", "gold")
    before = project.tables(every)
    stamps = project.query("select max(_loaded_at), (select max(dbt_updated_at) from snapshots.customers_snapshot) "
                           "from silver.customer_history")  # fmt: skip
    project.build()
    assert project.tables(every) == before
    assert stamps == project.query("select max(_loaded_at), (select max(dbt_updated_at) from "
                                   "snapshots.customers_snapshot) from silver.customer_history")  # fmt: skip


def test_reading_a_file_again_changes_no_version(project, sample_database):
    # as Auto Loader does with a file that has grown (cloudFiles.allowOverwrites)
    shutil.copy(sample_database, of_sample(project).database)
    versions = "select * exclude (_loaded_at, exported_rows) from silver.customer_history order by all"
    before, gold = project.query(versions), project.tables(("gold",))
    with duckdb.connect(project.database) as database:
        database.execute(
            "insert into bronze.crc33_customer select * replace (_loaded_at + interval '1' day as _loaded_at) "
            "from bronze.crc33_customer"
        )
    project.build()
    assert project.query("select count(*) from silver.customer_history where exported_rows > 1") != [(0,)]
    assert (project.query(versions), project.tables(("gold",))) == (before, gold)


def test_an_export_with_only_the_customer_table(project):
    project.write_export(
        **{
            "2021": record(Id="A1", crc33_cid="7", crc33_name="ZOË", statecode=0, versionnumber=1)
            + record(Id="a1", crc33_cid="7", crc33_name="Zoë Quist", statecode=0, versionnumber=2)
            + record(Id="b2", crc33_cid="8", crc33_name="Bo", versionnumber=3)
        }
    )
    project.write_finance("7,100,50,200,EUR,2026-01-31")
    printed = project.printed("build")
    assert printed.returncode == 0, printed.stdout
    assert project.query("select customer_id, full_name, income, has_finance from gold.customers order by all") == [
        ("a1", "Zoë Quist", 100, True),
        ("b2", "Bo", None, False),
    ]
    for metadata in ("OptionsetMetadata", "GlobalOptionsetMetadata", "StateMetadata", "StatusMetadata"):
        assert f"[WARNING] The export doesn't hold OptionsetMetadata/{metadata}.csv" in printed.stdout


def test_a_table_missing_from_the_export_is_empty(project):
    project.write_export()
    model = (project.export / "model.json").read_text().replace("crc33_customer", "account")
    (project.export / "model.json").write_text(model)
    shutil.rmtree(project.export / "crc33_customer")
    project.write_finance("7,100,50,200,EUR,2026-01-31")
    printed = project.printed("build", *WITHOUT_TESTS)
    assert printed.returncode == 0, printed.stdout
    assert re.search("[[]WARNING[]] The export holds no files of .*crc33_customer, .*: such a table", printed.stdout)
    assert project.query("select count(*) from gold.customers") == [(0,)]
    assert project.query("select cid, customer_id from gold.customer_finance") == [("7", None)]


def test_leads_and_orders_may_arrive_later(project):
    shutil.copytree(ROOT / "sample" / "dataverse-contoso-org", project.export)
    project.finance = ROOT / "sample" / "finance" / "customer_finance.csv"
    model = (project.export / "model.json").read_text()
    lacking = ("lead", "salesorder", "salesorderdetail")
    entities = [entity for entity in json.loads(model)["entities"] if entity["name"] not in lacking]
    (project.export / "model.json").write_text(json.dumps({"entities": entities}))
    aside = {name: (project.export / name).rename(project.folder / name) for name in lacking}
    printed = project.printed("build", *WITHOUT_TESTS)
    assert printed.returncode == 0, printed.stdout
    told = [line.partition("[WARNING] ")[2] for line in printed.stdout.splitlines() if "[WARNING]" in line]
    assert told == [f"The export holds no files of {', '.join(lacking)}: such a table counts as empty until they come."]
    assert project.query("select orders from gold.customer_measures where orders > 0") == []

    for name, folder in aside.items():
        folder.rename(project.export / name)
    (project.export / "model.json").write_text(model)
    project.build()
    assert project.query("select count(*) > 0 from gold.customer_measures where orders > 0") == [(True,)]
    stepwise = project.tables(("bronze", "silver", "gold"))
    project.build("--full-refresh")
    assert project.tables(("bronze", "silver", "gold")) == stepwise


def test_an_export_with_only_contacts(project):
    project.write_export()
    shutil.rmtree(project.export / "crc33_customer")
    names = ("Id", "SinkModifiedOn", "fullname", "versionnumber", "IsDelete")
    entity = {"name": "contact", "attributes": [{"name": name} for name in names]}
    (project.export / "model.json").write_text(json.dumps({"entities": [entity]}))
    (project.export / "contact").mkdir()
    row = record(names, Id="A1", fullname="ANN LEE", versionnumber=1)
    (project.export / "contact" / "2026.csv").write_text(row, newline="")
    project.write_finance("7,100,50,200,EUR,2026-01-31")
    project.build()
    assert project.query("select full_name, records from gold.customers") == [("Ann Lee", 1)]


def test_a_delete_of_an_unknown_record_makes_no_customer(project):
    project.write_export(**{"1": record(Id="B1", IsDelete="True"), "2021": record(Id="A1", versionnumber=1)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    project.build()
    project.append("1", record(Id="B2", versionnumber=9, IsDelete="True"))
    project.build()
    assert project.query("select customer_id from silver.customer_current") == [("a1",)]
    assert project.query("select customer_id from gold.customers") == [("a1",)]
    deleted = "select customer_id from silver.customer_history where is_current and is_deleted order by all"
    assert project.query(deleted) == [("b1",), ("b2",)]


def test_the_snapshot_closes_a_vanished_finance_record_and_opens_it_again(project):
    project.write_export(**{"2021": record(Id="a", crc33_cid="C1", versionnumber=1)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31", "C2,2,2,2,EUR,2026-01-31")
    project.build()
    project.write_finance("C2,2,2,2,EUR,2026-01-31")
    project.build()
    versions = "select cid, dbt_valid_to is null from snapshots.customer_finance_snapshot order by all"
    assert project.query(versions) == [("C1", False), ("C2", True)]
    assert project.query("select has_finance from gold.customers") == [(False,)]
    project.write_finance("C1,1,1,1,EUR,2026-01-31", "C2,3,2,2,EUR,2026-01-31")
    project.build()
    assert project.query(versions) == [("C1", False), ("C1", True), ("C2", False), ("C2", True)]
    moved = (
        "select list(distinct segment) from snapshots.customer_segments_snapshot "
        "where dbt_{} = (select max(dbt_valid_from) from snapshots.customer_segments_snapshot)"
    )
    assert project.query(moved.format("valid_to")) == [(["no_finance"],)]
    assert "near_credit_limit" in project.query(moved.format("valid_from"))[0][0]


def test_killed_builds_end_with_the_same_tables(project, sample_database):
    """Kills dbt at random moments, in the load and in the models, and then lets a build finish."""
    choice = random.Random(7)
    of_sample(project)
    started = time.monotonic()
    project.run("parse")
    startup = time.monotonic() - started
    for _ in range(3):
        process = subprocess.Popen(
            project.command("build", *WITHOUT_TESTS),
            cwd=ROOT,
            env=project.process_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(startup * choice.uniform(0.6, 1.4))
        process.kill()
        process.wait()
    project.build()
    layers = ("bronze", "silver", "gold")
    clean = Project(sample_database.parent)
    assert project.tables(layers) == clean.tables(layers)


def test_columns_may_be_in_another_order(project):
    columns = ["IsDelete", "crc33_extra", *COLUMNS[:-1]]
    project.write_export(
        columns, **{"2021": record(columns, Id="a", crc33_cid="C1", crc33_extra="x", crc33_name="Ann")}
    )
    project.write_finance("EUR,C1,9,2026-01-31,kept", header="Currency,CID,Spend,as_of_date,extra", end="\n")
    printed = project.printed("build", *WITHOUT_TESTS)
    assert printed.returncode == 0, printed.stdout
    assert "lacks the columns income, credit_limit; they stay empty" in printed.stdout
    assert project.query("select full_name, spend, currency, income from gold.customers") == [("Ann", 9, "EUR", None)]
    assert project.query("select _rescued_data from bronze.customer_finance") == [('{"extra":"kept"}',)]
    assert project.query("select crc33_extra from bronze.crc33_customer") == [("x",)]


def test_a_finance_file_without_its_key_or_most_of_its_rows_takes_nothing_away(project):
    """Cut or misnamed, a delivery would take the finance of everybody, and close all versions in the snapshot."""
    project.write_export(**{"2021": record(Id="a", crc33_cid="C1", versionnumber=1)})
    rows = [f"C{number},{number}00,{number}0,5,EUR,2026-01-31" for number in range(1, 61)]
    build = ("build", "--select", "+customer_finance_snapshot", "warn_of_finance_files_that_shrank",
             "--exclude-resource-type", "unit_test")  # fmt: skip
    versions = "select count(*), count(dbt_valid_to) from snapshots.customer_finance_snapshot"
    project.write_finance(*rows)
    assert "has 60 records" not in project.printed(*build).stdout
    assert project.query(versions) == [(60, 0)]

    project.write_finance(*rows, header="customer,income,spend,credit_limit,currency,as_of_date")
    printed = project.printed(*build)
    assert printed.returncode != 0
    assert "finance.csv, row 1: the column cid isn't in the header ('customer,income" in printed.stdout
    assert "what was built before is unchanged" in printed.stdout

    project.write_finance(rows[0])
    printed = project.printed(*build)
    assert printed.returncode == 0, printed.stdout
    assert (
        "finance.csv has 1 of the 60 records that it had, so what was delivered before still counts" in printed.stdout
    )
    assert project.query(versions) == [(60, 0)]
    assert project.query("select count(*) from bronze.customer_finance") == [(61,)]

    accepted = re.search(r'finance_accepted_until to "([^"]+)"', printed.stdout)[1]
    printed = project.printed(*build, "--vars", f"finance_accepted_until: '{accepted}'")
    assert printed.returncode == 0, printed.stdout
    assert "has 1 records" not in printed.stdout
    assert project.query(versions) == [(60, 59)]


def test_another_export_is_not_mixed_into_a_database(project, tmp_path):
    project.write_export(**{"2021": record(Id="a", versionnumber=1)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    project.build(*CUSTOMERS)
    other = Project(tmp_path / "other")
    other.write_export(**{"2021": record(Id="b", crc33_name="Other", versionnumber=1)})
    other.finance, other.database = project.finance, project.database
    printed = other.printed("build")
    assert printed.returncode != 0
    assert f"was built from {project.export}" in printed.stdout
    assert "Traceback" not in printed.stdout
    assert project.query("select customer_id from silver.customer_current") == [("a",)]

    moved = shutil.copytree(project.export, tmp_path / "moved")
    project.export = moved
    project.append("2021", record(Id="c", versionnumber=2))
    project.build(*CUSTOMERS)
    assert project.query("select customer_id from silver.customer_current order by 1") == [("a",), ("c",)]


def test_the_default_database_of_another_export_is_set_aside(tmp_path):
    shutil.copytree(ROOT, tmp_path / "clone", ignore=shutil.ignore_patterns(".*", "target", "logs", "sample"))
    clone = tmp_path / "clone"
    projects = []
    for name in ("first", "second"):
        one = Project(tmp_path / name, root=clone)
        one.database = None
        one.write_export(**{"2021": record(Id=name, versionnumber=1)})
        one.write_finance("C1,1,1,1,EUR,2026-01-31")
        printed = one.printed("build", *CUSTOMERS, *WITHOUT_TESTS)
        assert printed.returncode == 0, printed.stdout
        projects.append(one)
    assert "It is kept as .local/customer360-export.duckdb" in printed.stdout
    for file, name in (("customer360", "second"), ("customer360-export", "first")):
        projects[0].database = clone / ".local" / f"{file}.duckdb"
        assert projects[0].query("select customer_id from silver.customer_current") == [(name,)]


def test_a_database_in_use_is_reported(project):
    project.write_export(**{"2021": record(Id="a", versionnumber=1)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    with duckdb.connect(project.database):
        printed = project.run("build")
    assert printed.returncode != 0
    assert "can't be opened. Close the program that has it open" in printed.stdout
    assert "Traceback" not in printed.stdout


def test_a_database_that_cannot_be_made_is_reported(project):
    """A folder in /proc refuses even root."""
    project.write_export(**{"2021": record(Id="a")})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    project.environment["C360_DUCKDB"] = "/proc/self/customer360.duckdb"
    printed = project.run("build")
    assert printed.returncode != 0
    assert "The database /proc/self/customer360.duckdb can't be made" in printed.stdout
    assert "Traceback" not in printed.stdout
