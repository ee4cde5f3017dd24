"""Where a column comes from: c360 where, and the docs page."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlglot
from support.project import ROOT

from python_helpers.project.docs_page import add_lineage, write
from python_helpers.project.lineage import Lineage, LineageError, compiled
from python_helpers.project.lines import line_in, lines_in_yml


def manifest(*nodes: dict) -> dict:
    """What dbt knows of tables; a table without SQL is a source."""
    found = {"nodes": {}, "sources": {}, "unit_tests": {"unit_test.a": {}}}
    for node in nodes:
        kind = "source" if "compiled_code" not in node and "depends_on" not in node else "model"
        full = {
            "unique_id": f"{kind}.{node['name']}",
            "resource_type": kind,
            "language": "sql",
            "schema": "silver",
            "original_file_path": f"models/marts/{node['name']}.sql",
            "description": "",
            **node,
            "columns": {name: {"name": name} for name in node["columns"].split()},
        }
        found["sources" if kind == "source" else "nodes"][full["unique_id"]] = full
    return found


PEOPLE = {"name": "people", "schema": "bronze", "columns": "Id Mail Home Kind"}
SEED = {"name": "kinds", "resource_type": "seed", "columns": "code label", "depends_on": {"nodes": []}}


def inputs(sql: str, column: str, *more: dict) -> list[str]:
    """The columns that a column of a query is made of."""
    lineage = Lineage(manifest(PEOPLE, SEED, *more, {"name": "made", "columns": column, "compiled_code": sql}))
    return [".".join(item) for item in lineage.inputs("silver.made", column)]


PEOPLE_READ = '"db"."bronze"."people"'


@pytest.mark.parametrize(
    ("sql", "expected"),
    {
        f"select mail as x from {PEOPLE_READ}": ["bronze.people.Mail"],
        f"with a as (select * from {PEOPLE_READ}), b as (select * except (id), lower(mail) as x from a) "
        "select * from b": ["bronze.people.Mail"],
        f"select id as x from {PEOPLE_READ} union all select home from {PEOPLE_READ}": [
            "bronze.people.Home",
            "bronze.people.Id",
        ],
        f"select max(mail) over (partition by id order by home) as x from {PEOPLE_READ}": ["bronze.people.Mail"],
        f"select row_number() over (partition by id order by home) as x from {PEOPLE_READ}": [
            "bronze.people.Home",
            "bronze.people.Id",
        ],
        f"select (select max(mail) from {PEOPLE_READ}) as x": ["bronze.people.Mail"],
        f"select case when home = 'a' then 'b' end as x from {PEOPLE_READ} where id = '1'": ["bronze.people.Home"],
        f"select count(*) as x from {PEOPLE_READ}": [],
        f'select k.label as x from {PEOPLE_READ} as p left join "db"."silver"."kinds" as k on p.kind = k.code': [
            "bronze.people.Kind",
            "silver.kinds.label",
        ],
        "select `db`.`bronze`.`people`.`mail` as x from `db`.`bronze`.`people`": ["bronze.people.Mail"],
    }.items(),
)
def test_the_columns_that_a_column_is_made_of(sql, expected):
    assert inputs(sql, "x") == expected


def test_a_python_model_hands_on_the_columns_of_the_same_names():
    first = {"name": "history", "columns": "x y", "compiled_code": f"select mail as x, id as y from {PEOPLE_READ}"}
    made = {
        "name": "now",
        "language": "python",
        "columns": "x new",
        "depends_on": {"nodes": ["model.history"]},
        "compiled_code": "def model(dbt, session): ...",
    }
    lineage = Lineage(manifest(PEOPLE, first, made))
    assert lineage.origins("silver.now", "x") == ["people.Mail"]
    assert lineage.origins("silver.now", "new") == []


def test_a_model_that_nobody_described_is_followed_by_its_query():
    first = {"name": "first", "columns": "", "compiled_code": f"select mail as x, id as y from {PEOPLE_READ}"}
    made = {"name": "made", "columns": "y", "compiled_code": 'select * from "db"."silver"."first"'}
    lineage = Lineage(manifest(PEOPLE, first, made))
    assert lineage.origins("silver.made", "y") == ["people.Id"]
    assert lineage.origins("silver.first", "x") == ["people.Mail"]


def test_sql_that_is_no_sql_is_named():
    with pytest.raises(LineageError, match=r"models/marts/made\.sql can't be read"):
        inputs("select from from", "x")


@pytest.mark.parametrize(
    ("column", "read", "line"),
    [
        ("mail", "", 3),
        ("phone", "", 4),
        ("kind_label", "", 5),
        ("other", "", 1),
        ("name", "", 13),
        ("name", "people", 9),
        ("name", "leads", 13),
        ("mobile", "", 15),
    ],
)
def test_the_line_of_a_column(column, read, line):
    text = """select * from x
{{ stage('t', {
    'mail': {'from': 'Mail', 'kind': 'email'},
    'phone': {'from': 'mail', 'kind': 'phone'},
    'kind_code': {'from': 'kind', 'kind': 'choice'},
}) }}
people as ( {{- last_known(ref('people'), 'id') -}} ),
-- the name
    full_name as name,
    1
from people
union all
    name
from {{ ref('leads') }}
    mobile.mobile,
left join {{ ref('phones') }} as mobile
"""
    assert line_in(text, column, read) == line


def test_the_line_of_a_column_in_a_union_of_parts_that_read_each_other():
    text = """with
person as ( {{- last_known(ref('people'), 'id') -}} ),
known as (
    select person.*
    from person
    left join {{ ref('genders') }} as genders
),
lead as ( {{- last_known(ref('leads'), 'id') -}} )
select
    mail,
from known
union all
select
    mail,
from lead
union all
select
    mail,
from {{ ref('visitors') }}
"""
    lines = {read: line_in(text, "mail", read) for read in ("people", "genders", "leads", "visitors", "others")}
    assert lines == {"people": 10, "genders": 10, "leads": 14, "visitors": 18, "others": 18}


def test_the_lines_of_sources_and_their_columns():
    text = "sources:\n  - name: s\n    tables:\n      - name: t\n        columns:\n          - name: Mail\n"
    assert lines_in_yml(text) == {("t", ""): 4, ("t", "mail"): 6}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, without data."""
    root = tmp_path_factory.mktemp("lineage") / "root"
    kept = shutil.ignore_patterns(".git", ".venv", ".local", "target", "logs", "sample", "tests", "benchmarks")
    shutil.copytree(ROOT, root, ignore=kept)
    return root


def where(project: Path, *arguments: str, folder: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        [Path(sys.executable).with_name("c360"), "where", *arguments],
        cwd=project / folder,
        env={**os.environ, "C360_EXPORT": "/nowhere", "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def lineage(project) -> Lineage:
    return Lineage(compiled(project), project)


def test_where_prints_each_step_with_file_and_line(project):
    shown = where(project, "customers.income", folder="models/marts")
    assert shown.returncode == 0, shown.stderr
    assert "gold.customers.income comes from 1 column:\n\nincome of the finance file\n" in shown.stdout
    steps = [line.split() for line in shown.stdout.splitlines() if line.startswith("  ")]
    assert [step[0] for step in steps] == ["bronze", "staging", "current", "gold", "gold"]
    for _, name, place in steps:
        file, line = place.split(":")
        text = (project / file).read_text().splitlines()[int(line) - 1]
        assert name.rpartition(".")[2] in text, (name, text)
    assert not (project / ".local").exists()


def test_where_gives_json(project):
    shown = json.loads(where(project, "silver.contact_current.job_title", "--json").stdout)
    assert shown["column"] == "silver.contact_current.job_title"
    (origin,) = shown["comes_from"]
    assert origin["column"] == "bronze.contact.jobtitle"
    assert [step["layer"] for step in origin["path"]] == ["bronze", "staging", "history", "current"]
    assert origin["path"][1]["file"].endswith("stg_dataverse__contact.sql")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gold.customers.emial", "gold.customers has no column emial. It has email"),
        ("custmers.email", "No table has the column custmers.email. Near it are"),
        ("gold.accounts", "Name a column of gold.accounts: account_id, "),
        ("nonsense", "Name it like gold.customers.email."),
    ],
)
def test_an_unknown_column_is_answered_by_what_is_near(lineage, name, message):
    with pytest.raises(LineageError) as stopped:
        lineage.resolve(name)
    assert message in str(stopped.value)


def test_a_column_has_several_names(lineage):
    for name in ("handover.Customer.email", "customer.EMAIL", " handover_customer.email"):
        assert lineage.resolve(name) == ("handover.Customer", "email")


def test_where_says_what_hinders_dbt(project):
    path = project / "models" / "marts" / "broken.sql"
    path.write_text("select * from {{ ref('nothing') }}")
    shown = where(project, "gold.customers.email")
    path.unlink()
    assert shown.returncode == 1
    assert "depends on a node named 'nothing'" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_compiled_sql_is_kept_until_a_file_changes(project, monkeypatch):
    compiled(project)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("compiled again"))
    compiled(project)
    (project / "models" / "_terms.md").touch()
    with pytest.raises(pytest.fail.Exception):
        compiled(project)


def test_the_e_mail_address_comes_from_those_of_the_export(lineage):
    origins = lineage.origins("gold.customers", "email")
    assert origins == ["contact.emailaddress1", "crc33_customer.crc33_email", "lead.emailaddress1"]


def test_every_column_is_found_in_the_compiled_sql(lineage):
    """A column that the query lacks has no origin, as has a count; so there are few of them."""
    for table, node in lineage.nodes.items():
        if node["resource_type"] == "model" and node["language"] == "sql" and node["schema"] != "snapshots":
            lineage.inputs(table, "")
            names = {name.lower() for name in lineage._parsed[table].scope.expression.named_selects}
            assert set(lineage.columns[table]) <= names, table


def test_a_lookup_in_a_seed_also_comes_from_the_column_that_is_looked_up(lineage):
    assert lineage.origins("silver.stg_dataverse__customer", "gender") == [
        "crc33_customer.crc33_gender",
        "genders.gender",
    ]


def test_the_walk_agrees_with_that_of_sqlglot(lineage):
    """For columns that no lookup gives, sqlglot's own lineage has the same leaves."""
    from sqlglot.lineage import lineage as of_sqlglot

    table, column = "silver.person_records", "city"
    found = {of.partition(".")[2] for of, _ in lineage.inputs(table, column)}
    query = sqlglot.parse_one(lineage._parsed[table].scope.expression.sql("databricks"), dialect="databricks")
    root = of_sqlglot(column, query, {}, dialect="databricks")
    leaves = {node.source.name for node in root.walk() if isinstance(node.source, sqlglot.exp.Table)}
    assert leaves == found == {"customer_history", "contact_history", "lead_history"}


def test_the_docs_page_says_where_columns_come_from(tmp_path):
    gold = {
        "name": "customers",
        "schema": "gold",
        "columns": "mail n",
        "description": "The profile.",
        "compiled_code": f"select mail, count(*) as n from {PEOPLE_READ} group by mail",
    }
    found = manifest(PEOPLE, gold)
    add_lineage(found, tmp_path)
    text = found["nodes"]["model.customers"]["description"]
    assert text.startswith("The profile.\n\n### Where its columns come from\n")
    assert "| mail | `people.Mail` | models/marts/customers.sql:1 |" in text
    assert "| n | worked out |" in text
    (tmp_path / "index.html").write_text('["MANIFEST.JSON INLINE DATA", "CATALOG.JSON INLINE DATA"]')
    (tmp_path / "manifest.json").write_text(json.dumps(manifest(PEOPLE, gold)))
    (tmp_path / "catalog.json").write_text('{"nodes": 7}')
    written, catalog = json.loads(write(tmp_path).read_text())
    assert "people.Mail" in written["nodes"]["model.customers"]["description"]
    assert written["unit_tests"] == {}
    assert catalog == {"nodes": 7}


def test_where_outside_the_project(tmp_path):
    shown = subprocess.run(
        [Path(sys.executable).with_name("c360"), "where", "gold.customers.email"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 1
    assert f"{tmp_path} is outside the project" in shown.stderr
