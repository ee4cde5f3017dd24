"""dbt's test few_values_rejected: a column with many rejected values is a warning or stops the build."""

import shutil

import duckdb
import pytest
from support.project import ROOT, Project, record

CHECKED = ("build", "--exclude-resource-type", "unit_test", "--threads", "1", "--indirect-selection", "cautious",
           "--select", "+stg_dataverse__customer", "customer_history")  # fmt: skip
TABLE = "silver.stg_dataverse__customer"


def rows(number: int, bad: dict[str, int], first: int = 0) -> str:
    """Customers with an e-mail address, a birthday and a country; the first ``bad`` of each are wrong."""
    good = {"crc33_email": "ann@example.com", "crc33_dateofbirth": "1990-05-17", "crc33_country": "Austria"}
    return "".join(
        record(
            Id=f"{first + place}",
            versionnumber=1,
            **{column: "?" if place < bad.get(column, 0) else value for column, value in good.items()},
        )
        for place in range(number)
    )


def test_shares_beyond_the_limits_are_a_warning_or_an_error(project):
    few = {"crc33_email": 10, "crc33_dateofbirth": 3, "crc33_country": 2}
    project.write_export(**{"2021": rows(10, few)})
    built = project.printed(*CHECKED)
    assert built.returncode == 0, built.stdout
    assert f"WARN {TABLE}.email: 10 of 10 values (100 %) are rejected." in built.stdout
    assert f"WARN {TABLE}.date_of_birth: 3 of 10 values (30 %) are rejected." in built.stdout
    assert f"{TABLE}.country_code" not in built.stdout

    many = {"crc33_email": 71, "crc33_dateofbirth": 70}
    project.write_export(**{"2021": rows(10, few) + rows(90, many, 10)})
    built = project.printed(*CHECKED)
    assert built.returncode == 1, built.stdout
    assert f"FAIL {TABLE}.email: 81 of 100 values (81 %) are rejected." in built.stdout
    assert f"WARN {TABLE}.date_of_birth: 73 of 100 values (73 %) are rejected." in built.stdout
    assert "SKIP relation silver.customer_history" in built.stdout


def test_a_rule_that_breaks_later_is_seen_in_the_newest_rows(project):
    project.write_export(**{"2021": rows(2000, {})})
    assert project.printed(*CHECKED).returncode == 0
    with duckdb.connect(project.database) as database:
        for table in ("bronze.crc33_customer", TABLE):
            database.execute(f"update {table} set _loaded_at = _loaded_at - interval '2' day")
    project.write_export(**{"2022": rows(150, {"crc33_email": 150}, 2000)})
    built = project.printed(*CHECKED)
    assert built.returncode == 1, built.stdout
    assert f"FAIL {TABLE}.email: 150 of 150 values (100 %) are rejected." in built.stdout


@pytest.mark.parametrize("excepted", [False, True])
def test_a_broken_rule_for_emails_stops_the_build(tmp_path, excepted):
    """On Databricks '' within a text had this effect: an address must not match '%', so every one is rejected."""
    root = tmp_path / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".[!d]*", "target", "logs", "sample"))
    change(root / "macros" / "cleaning" / "clean_email.sql", "not like chr(39) || '%'", "not like '%'")
    if excepted:
        change(
            root / "models" / "staging" / "dataverse" / "customer" / "_customer.yml",
            "      - few_values_rejected\n",
            "      - few_values_rejected:\n          arguments: {but: [email]}\n",
        )
    project = Project(tmp_path, root=root)
    project.write_export(**{"2021": rows(100, {})})
    project.write_finance()
    built = project.run(*CHECKED)
    assert built.returncode == (not excepted), built.stdout
    assert (f"FAIL {TABLE}.email: 100 of 100 values (100 %) are rejected." in built.stdout) == (not excepted)


def change(path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
