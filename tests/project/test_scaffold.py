"""c360 scaffold, in a copy of the project: its files pass the linter, build, and are never overwritten."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from support.borrowed import BORROWED
from support.exports import write_attribute_types, write_labels, write_models, write_rows
from support.offline import compiled
from support.project import ROOT, Project
from support.shared_sql import faults

from python_helpers.project import scaffold

GUID = "0a1b2c3d-0000-0000-0000-00000000000"
FIRST = {"Id": "guid", "SinkCreatedOn": "dateTime", "SinkModifiedOn": "dateTime"}
LAST = {"versionnumber": "int64", "createdon": "dateTimeOffset", "modifiedon": "dateTime", "IsDelete": "boolean"}
DEAL = {
    **FIRST,
    "statecode": "int64",
    "statuscode": "int64",
    "new_stagecode": "int64",
    "new_rating": "int64",
    "new_ishot": "boolean",
    "crc33_topics": "string(4000)",
    "new_dealid": "guid",
    "ownerid": "guid",
    "ownerid_entitytype": "string(128)",
    "owneridname": "string(100)",
    "owneridtype": "string(100)",
    "new_contactid": "guid",
    "new_contactid_entitytype": "string(128)",
    "new_contactidname": "string(100)",
    "createdby": "guid",
    "createdby_entitytype": "string(128)",
    "new_name": "string(400)",
    "new_value": "decimal(38, 2)",
    "new_value_base": "decimal",
    "new_discount": "decimal(38, 6)",
    "new_probability": "double",
    "new_seats": "int64",
    "new_closes": "date",
    "new_opensat": "time",
    "new_called": "dateTimeOffset",
    "new_shape": "geometry",
    **LAST,
    "new_late": "string",
}
INVENTORY = {
    **FIRST,
    "status": "int64",
    "qty": "decimal(38, 16)",
    "modifieddatetime": "dateTime",
    "createdby": "string(20)",
    "dataareaid": "string(4)",
    "partition": "int64",
    "sysrowversion": "int64",
    "recid": "int64",
    "tableid": "int64",
    **LAST,
}
ODD = {
    **FIRST,
    "name": "string",
    "new_name": "string",
    "crc33_name": "string",
    "mserp_name": "string",
    "order": "string",
    "new_group": "int64",
    "date": "date",
    "timestamp": "dateTime",
    "1st choice": "int64",
    "new_größe-cm": "double",
    "İlk": "string",
    "new_ÖL": "string",
    "new_color": "int64",
    "new_color_code": "string",
    "new_createdat": "string",
    "created_at": "string",
    "place": "string",
    "label": "string",
    "end": "string",
    "IsDelete": "boolean",
}
NAMES = [("new_deal", "deal"), ("inventtrans", "inventtrans"), ("crc33_odd", "odd")]
FILES = [
    "models/staging/dataverse/{1}/_{1}.yml",
    "models/staging/dataverse/{1}/stg_dataverse__{0}.sql",
    "models/staging/dataverse/{1}/{1}_history.sql",
    "models/staging/dataverse/{1}/{1}_current.sql",
]


def c360(project: Project, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("c360"), *arguments], cwd=project.root, text=True,
                          env={**project.process_environment(), "COLUMNS": "200"}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """A copy of the project with three scaffolded tables, before the first build."""
    folder = tmp_path_factory.mktemp("scaffold")
    root = folder / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", ".local", "target", "logs", "sample"))
    made = Project(folder, root=root)
    write_models(made.export, new_deal=DEAL, inventtrans=INVENTORY, crc33_odd=ODD)
    write_attribute_types(
        made.export,
        "new_deal",
        statecode="State",
        statuscode="Status",
        new_stagecode="Picklist",
        new_ishot="Boolean",
        crc33_topics="MultiSelectPicklist",
        new_value="Money",
        new_value_base="Money",
    )
    options = [("new_deal", "new_stagecode", "1", "True", "1033", "Won", "")]
    options += [("new_deal", "new_ishot", "1", "True", "1033", "Hot", "")]
    options += [("new_deal", "crc33_topics", code, "True", "1033", f"Topic {code}", "") for code in ("1", "2")]
    shared = [("new_rating", "3", "True", "1033", "Good", "rating", "new_deal", "")]
    shared += [("status", "7", "True", "1033", "On order", "inventstatus", "InventTrans", "Ordered")]
    write_labels(
        made.export,
        OptionsetMetadata=options,
        GlobalOptionsetMetadata=shared,
        StateMetadata=[("new_deal", "0", "True", "1033", "Open")],
        StatusMetadata=[("new_deal", "0", "1", "True", "1033", "Negotiating")],
    )
    made.write_finance("C1,1,2,3,EUR,2026-01-31")
    shown = c360(made, "scaffold", "new_deal", "InventTrans", "crc33_odd")
    assert shown.returncode == 0, shown.stdout
    assert "new_deal.new_shape: the type geometry is unknown, so it stays text." in shown.stdout
    made.scaffolded = [file.format(*names) for names in NAMES for file in FILES]
    assert [
        line.removesuffix(": written") for line in shown.stdout.splitlines() if "written" in line
    ] == made.scaffolded
    return made


def rows(project: Project, sql: str) -> list[dict]:
    with duckdb.connect(project.database, read_only=True) as database:
        return database.sql(sql).to_arrow_table().to_pylist()


def test_written_files_lint_and_parse(project, tmp_path):
    lint = [Path(sys.executable).with_name("sqlfluff"), "lint"]
    lint += ["models/staging/audit/rejected_rows.sql"]
    lint += [file for file in project.scaffolded if file.endswith(".sql") and re.search("deal|stg_.*odd", file)]
    linted = subprocess.run(lint, cwd=project.root, env=project.process_environment(), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
    assert linted.returncode == 0, linted.stdout
    duckdb.connect(tmp_path / "empty.duckdb").close()
    models = ["rejected_rows", *(Path(file).stem for file in project.scaffolded if file.endswith(".sql"))]
    nodes = compiled(project.root, tmp_path, tmp_path / "empty.duckdb", False, "--warn-error", "--select", *models)
    texts = [node.compiled_code for node in nodes if node.resource_type == "model"]
    assert len(texts) == len(models)
    with duckdb.connect() as connection:
        functions = connection.execute("select function_name from duckdb_functions()").fetchall()
    known = BORROWED | {name for (name,) in functions}
    quoted = re.compile(r"`\w+`[.]`\w+`[.]`\w+`")
    assert [fault for text in texts for fault in faults(quoted.sub("relation", text), known)] == []


def test_every_type_choice_and_delete(project):
    times = {"SinkCreatedOn": "8/4/2021 12:36:41 PM", "SinkModifiedOn": "8/4/2021 12:36:41 PM"}
    made = {"createdon": "2021-08-04T12:00:00.0000000+00:00", "modifiedon": "2021-08-04T12:30:00Z"}
    deal = {
        **times,
        **made,
        "statecode": 0,
        "statuscode": 1,
        "new_stagecode": 1,
        "new_rating": 3,
        "new_ishot": "True",
        "crc33_topics": "2;1;9",
        "ownerid": "ABC",
        "owneridname": "Ann",
        "new_name": ' two\r\nlines "quoted" ',
        "new_value": "12345678901234567890123456789012345.67",
        "new_value_base": "1.5",
        "new_discount": "1e-3",
        "new_probability": "0.1",
        "new_seats": "7",
        "new_closes": "2021-09-30",
        "new_opensat": "08:30:00.0000000",
        "new_called": "2021-08-04T12:00:00+02:00",
        "new_shape": "POINT(1 2)",
    }
    bad = dict.fromkeys(
        "statecode new_rating new_ishot new_value new_probability new_seats new_closes new_opensat new_called".split(),
        "?",
    )
    write_rows(
        project.export,
        "new_deal",
        DEAL,
        {**deal, "Id": f"{GUID}A", "versionnumber": 1},
        {**deal, "Id": f"{GUID}a", "versionnumber": 1},
        {**deal, "Id": f"{GUID}a", "versionnumber": 2, "new_seats": 8, "new_stagecode": 5},
        {**deal, **bad, "Id": f"{GUID}b", "versionnumber": 3},
        {**deal, "Id": f"{GUID}c", "versionnumber": 4},
        {**times, "Id": f"{GUID}c", "createdon": "0001-01-03T00:00:00.0000000", "IsDelete": "True"},
        deal,
    )
    stock = {**times, "status": 7, "qty": "1.0000000000000001", "dataareaid": "usmf", "createdby": "Admin"}
    write_rows(
        project.export,
        "inventtrans",
        INVENTORY,
        {**stock, "Id": "000010b5-0000-0000-21aa-a55001000000", "recid": 5648001569, "sysrowversion": 1052856296},
        {**times, "Id": "000010b5-0000-0000-22aa-a55001000000", "versionnumber": 1052856297, "IsDelete": "True"},
    )
    odd = {"order": "first", "new_group": 2, "1st choice": 3, "new_größe-cm": "4.5", "date": "2021-08-04", "end": "5"}
    odd |= {"İlk": "6", "new_ÖL": "7"}
    write_rows(project.export, "crc33_odd", ODD, {**times, **odd, "Id": "1", "name": "a", "new_name": "b"})
    built = project.run("build", "--exclude-resource-type", "unit_test")
    assert built.returncode == 0, built.stdout
    assert "PASS=0" not in built.stdout

    first, second = rows(project, "from silver.deal_current order by deal_id")
    assert {name: first[name] for name in first if not name.startswith("_")} == {
        "deal_id": f"{GUID}a",
        "state_code": 0,
        "state_label": "Open",
        "status_code": 1,
        "status_label": "Negotiating",
        "stage_code": 5,
        "stage_label": None,
        "rating_code": 3,
        "rating_label": "Good",
        "ishot": True,
        "ishot_label": "Hot",
        "topics_codes": "2;1;9",
        "topics_labels": "Topic 2; Topic 1; 9",
        "owner_id": "abc",
        "owner_entity_type": None,
        "owner_name": "Ann",
        "owner_type": None,
        "contact_id": None,
        "contact_entity_type": None,
        "contact_name": None,
        "created_by_id": None,
        "created_by_entity_type": None,
        "name": 'two\r\nlines "quoted"',
        "value": Decimal("12345678901234567890123456789012345.67"),
        "value_base": Decimal("1.5000"),
        "discount": Decimal("0.001"),
        "probability": 0.1,
        "seats": 8,
        "closes": date(2021, 9, 30),
        "opensat": "08:30:00",
        "called": datetime(2021, 8, 4, 10),
        "shape": "POINT(1 2)",
        "late": None,
        "created_at": datetime(2021, 8, 4, 12),
        "is_deleted": False,
        "version_number": 2,
        "modified_at": datetime(2021, 8, 4, 12, 30),
        "sink_modified_at": datetime(2021, 8, 4, 12, 36, 41),
        "row_version": 2,
        "valid_from": datetime(2021, 8, 4, 12, 30),
    }
    assert [second[name] for name in ("state_code", "ishot", "value", "seats", "opensat")] == [None] * 5
    rejected = rows(
        project, "select record_id[-1:] as record, column_name from silver.rejected_rows where table_name = 'new_deal'"
    )
    untyped = "state_code rating_code ishot value probability seats closes opensat called".split()
    assert Counter((row["record"], row["column_name"]) for row in rejected) == {
        (None, None): 1,
        (None, "topics_labels"): 1,
        ("a", "topics_labels"): 3,
        ("a", "stage_label"): 1,
        **{("b", name): 1 for name in [*untyped, "status_label", "topics_labels"]},
        ("c", "topics_labels"): 1,
    }

    history = rows(project, "from silver.inventtrans_history order by recid")
    assert [row["recid"] for row in history] == [5648001569, 5648001570]
    assert [row["is_deleted"] for row in history] == [False, True]
    assert history[0]["qty"] == Decimal("1.0000000000000001")
    assert history[0]["version_number"] == 1052856296
    assert history[0]["status_label"] == "On order"
    (odd,) = rows(project, "from silver.odd_current")
    wanted = {"name": "a", "new_name": "b", "odd_order": "first", "odd_end": "5"}
    wanted |= {"new_group": 2, "column_1st_choice": 3, "groesse_cm": 4.5, "ilk": "6", "oel": "7"}
    assert {name: odd[name] for name in wanted} == wanted


def test_every_built_column_is_described(project):
    described = project.manifest()["nodes"].values()
    columns = {(node["alias"], name) for node in described for name in node["columns"]}
    built = rows(
        project, "select table_name, column_name from information_schema.columns where table_schema = 'silver'"
    )
    assert {(row["table_name"], row["column_name"]) for row in built} - columns == set()
    for node in [*described, *project.manifest()["sources"].values()]:
        if node["resource_type"] in ("model", "source"):
            assert node["description"], node["unique_id"]
            assert all(column["description"] for column in node["columns"].values()), node["unique_id"]


def test_a_second_run_shows_what_changed_and_keeps_edits(project):
    shown = c360(project, "scaffold", "new_deal")
    assert shown.stdout.count("as it would be written now") == len(FILES), shown.stdout
    assert "python_helpers." not in shown.stdout
    edited = project.root / "models/staging/dataverse/deal/deal_history.sql"
    edited.write_text(edited.read_text() + "-- ours\n")
    lost = project.root / "models/staging/dataverse/deal/deal_current.sql"
    lost.unlink()
    new = {**DEAL, "new_extra": "date", "new_discount": "decimal(38, 10)"}
    write_models(project.export, new_deal=new, inventtrans=INVENTORY, crc33_odd=ODD)
    shown = c360(project, "scaffold", "new_deal")
    assert shown.returncode == 0, shown.stdout
    lines = shown.stdout.splitlines()
    assert "models/staging/dataverse/deal/deal_current.sql: written" in lines
    assert '-            config: {meta: {cdm_type: "decimal(38, 6)"}}' in lines
    assert "+    'extra': {'from': 'new_extra', 'kind': 'date'}," in lines
    assert "--- ours" in lines
    assert edited.read_text().endswith("-- ours\n")
    assert "extra" not in edited.read_text()
    assert lost.exists()


def test_a_new_column_is_filled_once_it_is_declared(project):
    new = {**DEAL, "new_extra": "date", "new_discount": "decimal(38, 10)"}
    write_rows(project.export, "new_deal", new, {"Id": "e", "versionnumber": 9, "new_extra": "2021-10-31"})
    built = project.run("build", "--select", "source:dataverse.new_deal+")
    assert built.returncode == 0, built.stdout
    shown = c360(project, "drift", "--check")
    assert shown.returncode == 1
    assert "it waits in _rescued_data" in shown.stdout
    assert "was decimal(38, 6), is decimal(38, 10)" in shown.stdout
    assert "Changes of columns that loads have seen" in shown.stdout
    for file in FILES:
        (project.root / file.format("new_deal", "deal")).unlink()
    assert c360(project, "scaffold", "new_deal=deal").returncode == 0
    built = project.run("build", "--full-refresh", "--select", "stg_dataverse__new_deal+")
    assert built.returncode == 0, built.stdout
    assert rows(project, "select extra from silver.deal_current where deal_id = 'e'") == [{"extra": date(2021, 10, 31)}]
    assert "full-refresh" not in c360(project, "drift").stdout


@pytest.mark.parametrize(
    ("exported", "name"),
    {
        "größe": "groesse",
        "gro\u0308ße": "groesse",
        "ÅRSMØDE": "aarsmoede",
        "prénom_à_l'état": "prenom_a_l_etat",
        "naïve": "naive",
        "Фамилия": "familiia",
        "ΌΝΟΜΑ": "onoma",
        "名前": "u540du524d",
        "1st choice": "column_1st_choice",
        "plain_name": "plain_name",
    }.items(),
)
def test_names_of_other_letters_are_readable(exported, name):
    assert scaffold._slug(exported) == name
    assert scaffold._slug(name) == name


def test_names_in_use_are_refused(project):
    write_models(project.export, **dict.fromkeys(("customer", "crc33_deal", "new_odd", "odd"), FIRST | LAST))
    for arguments, message in (
        (["odd"], "There are models odd_… already. Give those of odd a name: c360 scaffold odd=name"),
        (["crc33_deal=deal"], "There are models deal_… already."),
        (["customer=buyer"], "stg_dataverse__customer.sql reads another table than customer."),
    ):
        shown = c360(project, "scaffold", *arguments)
        assert shown.returncode == 1
        assert message in shown.stdout
        assert "written" not in shown.stdout
    shown = c360(project, "scaffold", "new_odd", "crc33_deal=bargain")
    assert shown.returncode == 0, shown.stdout
    for name in ("new_odd", "bargain"):
        assert (project.root / f"models/staging/dataverse/{name}/{name}_history.sql").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new_deals"], "holds no table new_deals. Near it are new_deal."),
        (["deal"], "Near it are new_deal"),
        (["xyz"], "holds no table xyz. c360 drift lists those that it holds."),
        (["new_deal=Deal s"], "Deal s can't be the name of models: write it in small letters, like contact=person."),
    ],
)
def test_errors_name_the_fault(project, arguments, message):
    write_models(project.export, new_deal=DEAL, inventtrans=INVENTORY, crc33_odd=ODD)
    shown = c360(project, "scaffold", *arguments)
    assert shown.returncode == 1
    assert message in shown.stdout
    assert "Traceback" not in shown.stdout
