"""Bronze of tables that Lakeflow Connect, Link to Fabric or the Delta export has landed, up to the current records."""

import re
import shutil

import pytest
from support.landed import LATER, ROWS, TABLES
from support.project import ROOT, Project

BRONZE = ("run-operation", "bronze_from_landed", "--args", "{database: customer360, schema: landed}")
CURRENT = {
    "contact": "contact_id, first_name, nickname, do_not_email, date_of_birth, interest_codes, interest_labels",
    "lead": "lead_id, first_name, interest_codes",
    "account": "account_id, name",
    "activity": "activity_id, subject",
    "customer": "customer_id, first_name, preferred_contact_method",
    "sales_order": "sales_order_id, interest_codes",
}
SILVER = ("--select", *(f"+{entity}_current" for entity in CURRENT), "--vars", "bronze_keeps_every_row: false")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The project as on Databricks, where dbt doesn't load bronze, with a multiple choice in three tables."""
    root = tmp_path_factory.mktemp("root") / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", "target", "logs", ".local", "sample"))
    settings = root / "dbt_project.yml"
    settings.write_text(settings.read_text().replace('  - "{{ load_bronze() }}"\n', ""))
    for entity, table in (("contact", "contact"), ("lead", "lead"), ("sales_order", "salesorder")):
        folder = root / "models" / "staging" / "dataverse" / entity
        staging, described = folder / f"stg_dataverse__{table}.sql", folder / f"_{entity}.yml"
        interests = "{\n    'interest_codes': {'from': 'new_interests', 'kind': 'multiple'},\n"
        staging.write_text(staging.read_text().replace("{\n", interests, 1))
        column = "          - name: Id\n"
        described.write_text(described.read_text().replace(column, f"          - name: new_interests\n{column}", 1))
    return root


@pytest.fixture
def landed(root, tmp_path) -> Project:
    project = Project(tmp_path, root=root)
    project.execute("create schema bronze", *TABLES.split(";\n"), *ROWS.split(";\n"))
    return project


def made(project: Project, *arguments: str) -> str:
    """What the macro prints, which must succeed."""
    printed = project.printed(*(arguments or BRONZE))
    assert printed.returncode == 0, printed.stdout
    return printed.stdout


def current(project: Project) -> dict[str, list[tuple]]:
    return {
        entity: project.query(f"select {columns} from silver.{entity}_current order by all")
        for entity, columns in CURRENT.items()
    }


def history(project: Project, entity: str) -> list[tuple]:
    return project.query(
        f"select {entity}_id, first_name, is_deleted, is_current from silver.{entity}_history order by 1, valid_from"
    )


def test_current_records_follow_the_landed_tables(landed):
    made(landed)
    landed.build(*SILVER, without=())
    born = landed.query("select date '1985-11-08'")[0][0]
    assert current(landed) == {
        "contact": [
            ("c1", "Ann", None, True, born, "1;2", "Art; Golf"),
            ("c2", "Bob", None, False, None, "2", "Golf"),
            ("c4", "Eve", None, None, None, None, None),
        ],
        "lead": [("l1", "Ann", "1;2"), ("l2", "Bob", "2"), ("l4", "Eve", None)],
        "account": [("a1", "Contoso"), ("a2", "Fabrikam")],
        "activity": [("t1", "Call")],
        "customer": [("k1", "Ann", "Any"), ("k2", "Bob", None)],
        "sales_order": [("o1", "1;2"), ("o2", None)],
    }
    # a row that is in silver already isn't loaded again
    counted = "select count(*), max(_loaded_at) from silver.stg_dataverse__contact"
    before = landed.query(counted)
    assert before[0][0] == 8
    landed.build(*SILVER, without=())
    assert landed.query(counted) == before

    landed.execute(*LATER.split(";\n"))
    made(landed)
    landed.build(*SILVER, tests=True, without=("warn_of_quarantined_rows",))
    found = current(landed)
    assert found == {
        "contact": [
            ("c1", "Anna", "Nan", True, born, "2", "Golf"),
            ("c4", "Eve", None, None, None, None, None),
        ],
        "lead": [("l1", "Anna", "2"), ("l4", "Eve", None)],
        "account": [("a1", "Contoso AG"), ("a2", "Fabrikam")],
        "activity": [("t1", "Call")],
        "customer": [("k1", "Ann", "Any")],
        "sales_order": [("o1", "1;2")],
    }
    # each version once, and a record that came back was gone in between
    assert history(landed, "contact") == [
        ("c1", "Ann", False, False),
        ("c1", "Anna", False, True),
        ("c2", "Bea", False, False),
        ("c2", "Bob", False, False),
        ("c2", None, True, True),
        ("c3", "Cat", False, False),
        ("c3", None, True, True),
        ("c4", "Dan", False, False),
        ("c4", None, True, False),
        ("c4", "Eve", False, True),
    ]
    stepwise = history(landed, "contact"), history(landed, "lead")
    assert len(stepwise[1]) == 10
    # only a full refresh can see that a record of SCD type 1 is gone
    landed.execute("delete from landed.account where accountid = 'A2'")
    landed.build("--full-refresh", *SILVER, without=())
    assert (history(landed, "contact"), history(landed, "lead")) == stepwise
    assert current(landed) == {**found, "account": [("a1", "Contoso AG")]}


def test_system_columns_that_are_missing_come_from_others(landed):
    made(landed)
    columns = "Id, SinkModifiedOn, versionnumber, IsDelete, _source_file, _source_row, _loaded_at"
    loaded = landed.query("select timestamp '2026-01-05 06:00:00'")[0][0]
    assert landed.query(f"select {columns} from bronze.contact where Id in ('C1', 'C3') order by all") == [
        ("C1", "2026-01-01 10:00:00.12", "10", None, "landed.contact", 1, loaded),
        ("C3", "2026-01-01 00:00:00", "13", None, "landed.contact", 1, loaded),
        ("C3", "2026-01-05 06:00:00", "13", "True", "landed.contact", 2, loaded),
    ]
    assert landed.query(f"select {columns} from bronze.lead where Id = 'L3' order by all") == [
        ("L3", "2026-01-01 00:00:00", None, None, "landed.lead", 1, loaded),
        ("L3", "2026-01-02 00:00:00", None, "True", "landed.lead", 2, loaded),
    ]
    landed.execute("alter table landed.contact drop column versionnumber")
    made(landed)
    numbers = landed.query("select versionnumber from bronze.contact where Id = 'C2' order by all")
    assert numbers == [("11",), ("12",)]


def test_another_time_of_loading_can_be_named(landed):
    landed.execute(*(f"drop table landed.{name}" for name in ("contact", "lead", "account", "activitypointer")))
    made(landed, *BRONZE[:3], "{database: customer360, schema: landed, loaded_at: sinkmodifiedon}")
    assert landed.query("select _loaded_at = timestamp '2026-01-01' from bronze.salesorder") == [(True,), (True,)]


def test_only_tables_that_cannot_show_deletes_are_reported(landed):
    reported = re.findall(r'"(\w+)" has neither IsDelete', made(landed))
    assert sorted(reported) == ["account", "activitypointer"]


def test_a_table_without_a_key_is_refused_by_name(landed):
    landed.execute("alter table landed.contact rename contactid to number")
    printed = landed.printed(*BRONZE)
    assert printed.returncode != 0
    message = '"contact" has no column with the id of its records: id, contactid, activityid are missing'
    assert message in " ".join(printed.stdout.split())
    # before anything is made
    assert landed.query("select count(*) from duckdb_views() where schema_name = 'bronze'") == [(0,)]


def test_a_schema_with_none_of_the_tables_is_refused(landed):
    printed = landed.printed(*BRONZE[:3], "{database: customer360, schema: lakeflow}")
    assert printed.returncode != 0
    assert "customer360.lakeflow has none of the tables of the source dataverse" in " ".join(printed.stdout.split())


def test_of_labels_with_versions_those_of_today_count(landed):
    landed.execute(
        "alter table landed.optionsetmetadata add column __START_AT bigint",
        "alter table landed.optionsetmetadata add column __END_AT bigint",
        "update landed.optionsetmetadata set __START_AT = 1",
        "insert into landed.optionsetmetadata values ('contact', 'new_interests', 1, true, 1033, 'Arts', 2, null)",
        "update landed.optionsetmetadata set __END_AT = 2 where LocalizedLabel = 'Art'",
    )
    made(landed)
    labels = landed.query("select LocalizedLabel from bronze.optionset_metadata order by all")
    assert labels == [("Any",), ("Arts",), ("Golf",)]


def test_what_bronze_already_has_of_other_tables_stays(landed):
    """Such as labels, which the pipeline can load."""
    landed.execute("create table bronze.state_metadata as select 1 as kept")
    made(landed)
    assert landed.query("from bronze.state_metadata") == [(1,)]
