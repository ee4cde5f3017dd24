"""The command c360 and the docs page, as a user runs them."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
import typer
from support.commands import c360, shown_cells
from support.loading import loaded
from support.project import ROOT, Project, record

from python_helpers.export.lake import Folder
from python_helpers.export.model import ExportError
from python_helpers.project.docs_page import write
from python_helpers.project.inspect import Status, show_status, to_look_at
from python_helpers.project.terminal import stop


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    """A customer, a row that can't be placed, one that isn't complete, and a value that can't be used."""
    project = Project(tmp_path_factory.mktemp("built"))
    row = record(Id="a", SinkModifiedOn="10/31/2026 1:02:03 PM", crc33_email="nothing")
    project.write_export(**{"2021": row + "torn\r\n"})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    project.build()
    project.append("2021", '"half')
    loaded(project)
    return project


def test_status_shows_on_top_what_to_look_at_and_a_line_for_each_table(built):
    shown = c360("status", database=built.database, columns=80)
    assert shown.returncode == 0, shown.stdout
    lines = shown.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[:4] == [
        "Look at:",
        "- 1 rows of crc33_customer are in quarantine: c360 quarantine shows why.",
        "- 5 bytes of crc33_customer wait for the rest of a row, or for its columns.",
        "- 1 values of email of crc33_customer are rejected: not an e-mail address.",
    ]
    rows = [line.split() for line in lines]
    assert ["crc33_customer", "1", "5", "1", "2026-10-31", "13:02"] in rows
    assert ["customer_finance", "1"] in rows
    quarantine = shown_cells(c360("quarantine", database=built.database))
    assert ["crc33_customer", "crc33_customer/2021.csv", "1 values, but 23 columns", "1", "4"] in quarantine


def test_status_of_all(built):
    cells = shown_cells(c360("status", "--all", database=built.database))
    line = next(line for line in cells if line and line[0] == "crc33_customer")
    size = (built.export / "crc33_customer" / "2021.csv").stat().st_size
    assert line[1:8] == ["1", str(size - 4 - 5), "5", "4", "1", "1", "1"]
    assert ["gold", "customers", "1"] in cells
    assert ["crc33_customer", "email", "not an e-mail address", "1", "1"] in cells


def test_json_of_every_command_that_prints_data(built):
    def printed(*arguments: str):
        return json.loads(
            c360(*arguments, "--json", database=built.database, C360_EXPORT=str(built.export)).stdout or "null"
        )

    shown = printed("status")
    changes = {load["table"]: load["last_change"] for load in shown["loads"]}
    assert changes == {"crc33_customer": "2026-10-31T13:02:03", "customer_finance": None}
    assert {"layer": "gold", "table": "customers", "rows": 1} in shown["tables"]
    shown = printed("quarantine")
    assert [(row["row"], row["text"]) for row in shown["rows"]] == [(2, "torn")]
    assert shown["files"][0]["bytes"] == 4
    assert [item["record_id"] for item in printed("explain", "a")["records"]] == ["crc33_customer:a"]
    shown = printed("drift")
    assert ["contact", "the export lacks it"] in [[item["table"], item["difference"]] for item in shown["differences"]]
    assert [(item["loaded"], item["left"]) for item in printed("quarantine", "retry")] == [(0, 1)]


def test_what_to_look_at(capsys):
    now = datetime.now(UTC).replace(tzinfo=None)
    load = {"table": "t", "rows": 1, "pending": 0, "bad_rows": 0, "rejected": 0, "last_change": now}
    found = Status(customers=1, loads=[load])
    show_status(found, everything=False)
    assert capsys.readouterr().out.startswith("All good.\n")
    with patch.dict("os.environ", {"C360_EXPORT": "x"}):
        assert list(to_look_at(found)) == []
        load["last_change"] = datetime(2021, 1, 2, 3, 4)
        (sentence,) = to_look_at(found)
        assert sentence == "nothing has changed since 2021-01-02 03:04 UTC: does Synapse Link still export?"
    assert list(to_look_at(found)) == []
    found.customers = None
    assert list(to_look_at(found)) == ["gold isn't built: run make build, and read why it stops."]


def test_status_names_a_folder_that_no_model_describes(built):
    project = built.export / "new_project"
    project.mkdir()
    try:
        (project / "2026.csv").write_text("a,b\n")
        shown = c360("status", database=built.database)
        assert "- the folder new_project of the export holds CSV files that no model.json describes" in shown.stdout
    finally:
        shutil.rmtree(project)


SECRET = "SECRETSIGNATURE%3D"
ADDRESSES = (
    f"https://acct.blob.core.windows.net/cont?sv=2022-11-02&sig={SECRET}",
    f"abfss://cont@acct.dfs.core.windows.net/export?sv=2022-11-02&sig={SECRET}",
    f"https:/acct.blob.core.windows.net/cont?sig={SECRET}",
    f"acct.blob.core.windows.net/cont?sig={SECRET}",
    f"az://cont:{SECRET}@acct.dfs.core.windows.net/x",
    f"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={SECRET};EndpointSuffix=core.windows.net",
    f"https://acct.blob.core.windows.net/cont%3Fsv%3D2022-11-02%26sig%3D{SECRET}",
    f"https://acct.blob.core.windows.net/cont%253Fsv%253D2022%2526x%253D{SECRET}",
    f"az://cont/path?{SECRET}",
    f"az://cont/path%3F{SECRET}",
    f"az://cont/path?sv=1&sig='{SECRET}'",
    f"//user:{SECRET}@host/path",
    f"az://user:{SECRET}@more@host/path",
    f"AccountKey = {SECRET}",
    f"accountkey: {SECRET}",
    f"access_key: '{SECRET} {SECRET}'",
    f'{{"AccountKey": "{SECRET}"}}',
    f"AZURE_CLIENT_SECRET={SECRET}",
    f"client_secret={SECRET}",
    f"pwd={SECRET};uid=me",
    f"Authorization: Bearer {SECRET}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_message_holds_a_token(address, capsys):
    for said in (
        address,
        f"No file matches C360_FINANCE ({address}).",
        f"{address}: Try again. The server: '{address}'",
    ):
        assert SECRET not in str(ExportError(said))
        with pytest.raises(typer.Exit):
            stop(said)
    assert SECRET not in capsys.readouterr().err
    with pytest.raises(ExportError, match="a token belongs in AZURE_STORAGE_SAS_TOKEN"):
        Folder(address)


def test_an_address_without_a_token_is_shown_as_it_is():
    for said in (
        "abfss://cont@acct.dfs.core.windows.net/finance/202?.csv",
        "row 2: 'a=b', or c?",
        "az://c/day=1/*.csv",
        "/finance/202?.csv, or az://c/?.csv: is it there? The primary key: it is empty",
        "az://cont@acct.dfs.core.windows.net/x:y is no bearer of news; a token belongs in AZURE_STORAGE_SAS_TOKEN.",
    ):
        assert str(ExportError(said)) == said


@pytest.mark.parametrize("address", [ADDRESSES[1], ADDRESSES[3]])
def test_no_command_shows_a_token(tmp_path, address):
    with duckdb.connect(tmp_path / "x.duckdb") as database:
        database.execute("create schema handover; create table handover.Customer as select 'a' as customer_id")
        database.execute("create schema bronze; create table bronze.quarantine as select 1 as n")
    settings = dict.fromkeys(("C360_EXPORT", "C360_FINANCE"), address) | {"C360_OUT": f"{address}/x"}
    (tmp_path / "dbt_project.yml").touch()
    for command in (["drift"], ["handover"], ["handover", "--containers", f"{address}/{{layer}}"]):
        shown = c360(*command, database=tmp_path / "x.duckdb", folder=tmp_path, **settings)
        assert shown.returncode == 1, shown.stdout
        assert SECRET not in shown.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dbt_project.yml", "x.duckdb"]


@pytest.mark.parametrize("variable", ["C360_EXPORT", "C360_FINANCE"])
def test_no_build_shows_or_logs_a_token(project, variable):
    project.write_export(**{"2021": record(Id="a")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    project.environment[variable] = ADDRESSES[0]
    printed = project.run("build", "--select", "+stg_finance__customer_finance", "+stg_dataverse__customer")
    assert printed.returncode != 0
    assert "https://acct.blob.core.windows.net/cont is no address of a lake that can be read" in printed.stdout
    assert SECRET not in printed.stdout
    for file in (path for path in project.folder.rglob("*") if path.is_file()):
        assert SECRET.encode() not in file.read_bytes(), file


def test_status_before_the_first_build(tmp_path):
    shown = c360("status", database=tmp_path / "none.duckdb")
    assert shown.returncode == 1
    assert "nothing was built yet. Run make build" in shown.stdout
    (tmp_path / "text.duckdb").write_text("no database")
    shown = c360("status", database=tmp_path / "text.duckdb")
    assert shown.returncode == 1
    assert "can't be opened" in shown.stdout
    assert "Traceback" not in shown.stdout


def test_commands_find_the_project_above_them(tmp_path):
    (tmp_path / "dbt_project.yml").touch()
    below = tmp_path / "models" / "marts"
    below.mkdir(parents=True)
    shown = c360("status", database=Path("x.duckdb"), folder=below)
    assert "x.duckdb doesn't exist: nothing was built yet" in shown.stdout
    (tmp_path / "x.duckdb").write_text("no database")
    assert "x.duckdb can't be opened" in c360("status", database=Path("x.duckdb"), folder=below).stdout
    (tmp_path / "dbt_project.yml").unlink()
    for command in (["status"], ["explain", "x"], ["drift"], ["scaffold", "x"], ["docs"], ["handover"], ["dictionary"]):
        shown = c360(*command, database=Path("x.duckdb"), folder=below)
        assert shown.returncode == 1
        assert f"{below} is outside the project" in shown.stdout, command
        assert "Traceback" not in shown.stdout


def test_the_version(tmp_path):
    assert c360("--version", folder=tmp_path).stdout == f"c360 {version('customer-360')}\n"


def test_the_shell_completes_commands(tmp_path):
    words = {"_C360_COMPLETE": "complete_bash", "COMP_WORDS": "c360 sta", "COMP_CWORD": "1"}
    assert c360(folder=tmp_path, **words).stdout.split() == ["status"]


@pytest.mark.parametrize(
    ("packages", "arguments", "extra"),
    [
        ("typer rich duckdb", ["status"], "duckdb"),
        ("duckdb", ["--help"], "duckdb"),
        ("sqlglot", ["where", "gold.customers.email"], "duckdb"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(packages, arguments, extra):
    """As after `pip install customer-360` alone."""
    script = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {packages.split()}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
sys.argv = ["c360", *{arguments}]
from python_helpers.cli import main
main()
"""
    shown = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 1
    assert re.fullmatch(
        rf"c360 needs the package ({packages.replace(' ', '|')})\. "
        rf"Install it: pip install 'customer-360\[{extra}\]'\n",
        shown.stderr,
    ), shown.stderr


@pytest.mark.parametrize(
    ("answer", "arguments", "left"), [("n", [], True), ("y", [], False), ("", ["YES=1"], False), ("", [], True)]
)
def test_make_clean_data_asks(tmp_path, answer, arguments, left):
    (tmp_path / ".local").mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    subprocess.run(["make", "clean-data", *arguments], cwd=tmp_path, input=f"{answer}\n", text=True, check=False)
    assert (tmp_path / ".local").exists() == left


def test_make_clean_keeps_data_and_says_so(tmp_path):
    for folder in (".local", "target", "logs"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(["make", "clean"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Data is kept in .local" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [".local", "Makefile"]


def test_sample_makes_and_grows_an_export(tmp_path):
    shown = c360("sample", str(tmp_path / "new"), "--customers", "5")
    assert shown.returncode == 0, shown.stdout
    assert f"C360_EXPORT={tmp_path}/new/dataverse-contoso-org" in shown.stdout
    files = {file: file.stat().st_size for file in (tmp_path / "new").rglob("crc33_customer/*.csv")}
    assert c360("sample", str(tmp_path / "new"), "--append", "20").returncode == 0
    assert sum(file.stat().st_size for file in (tmp_path / "new").rglob("crc33_customer/*.csv")) > sum(files.values())
    assert (tmp_path / "new" / "dataverse-contoso-org" / "contact").is_dir()
    assert c360("sample", str(tmp_path / "alone"), "--customers", "5", "--contacts", "0").returncode == 0
    assert not (tmp_path / "alone" / "dataverse-contoso-org" / "contact").exists()
    again = c360("sample", str(tmp_path / "new"))
    assert again.returncode == 1
    assert "Traceback" not in again.stdout


def test_docs_are_one_page_with_every_description(project):
    project.write_export(**{"2021": record(Id="a")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    project.build()
    printed = project.run("docs", "generate")
    assert printed.returncode == 0, printed.stdout
    page = write(project.folder).read_text()
    assert "The golden profile. One row for each person" in page
    assert "Customer profiles that people trust" in page
    assert "| finance_as_of | `customer_finance.as_of_date` |" in page
    assert '"unit_tests": {}' in page
    manifest, _ = json.JSONDecoder().raw_decode(page, page.index('{"metadata"'))
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["resource_type"] in ("model", "source", "seed", "snapshot"):
            assert node["description"], node["unique_id"]
            for column in node["columns"].values():
                assert column["description"], (node["unique_id"], column["name"])
    built = project.query(
        "select table_schema || '.' || table_name, column_name from information_schema.columns "
        "where table_schema in ('silver', 'gold', 'snapshots')"
    )
    described = {
        (f"{node['schema']}.{node['alias']}", column)
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
        for column in node["columns"]
    }
    assert set(built) - described == set()
