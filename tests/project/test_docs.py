"""The commands in README and docs do what the text says: each runs here, in the order of its page."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from support.project import ROOT, record

from python_helpers.project.dictionary import PAGE, dictionary

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
# Lines after which a build has something new to do.
CHANGES = re.compile(r"^.*(>> seeds|c360 scaffold)", re.M)
# Paths on a page that a reader has and this machine lacks.
STANDS_FOR = {
    "/data/dataverse-myorg": "sample/dataverse-contoso-org",
    "/data/finance.csv": "sample/finance/customer_finance.csv",
    "/srv/share": ".local/share",
    "/tmp/": ".local/tmp/",
}
# Commands that can't run here, by the beginning of their line, and why.
LEFT_OUT = {
    "make test": "runs this",
    ".venv/bin/pip install": "the tests have what it installs",
    "make docs": "test_cli.py and test_lineage.py look at what it writes",
    "export C360_DUCKDB": "the database that is there will do",
    "make generated": "takes a minute; tests/databricks and this file compare what it writes",
    ".venv/bin/c360 quarantine retry": "needs rows in quarantine; test_quarantine.py has some",
    ".venv/bin/dbt source freshness": "fails when the sample is old",
    ".venv/bin/dbt retry": "needs a build that failed",
    "az login": "needs Azure; test_lake.py does the same with Azurite",
    "export C360_OUT=abfss:": "needs Azure; test_lake.py does the same with Azurite",
    ".venv/bin/c360 handover --containers 'abfss:": "needs Azure; test_handover.py writes to folders",
    ".venv/bin/c360 sample .local/tmp/people": "takes too long; test_sample.py makes small ones",
    ".venv/bin/c360 sample .local/tmp/load": "takes too long; test_sample.py makes small ones",
    "export DATABRICKS_": "needs Databricks; tests/databricks sends nothing",
    "python3 -m venv": "would write over the environment of the tests",
    "databricks ": "needs Databricks; tests/databricks/test_bundle.py reads the bundle",
    ".venv/bin/dbt build --vars 'bronze_catalog": "needs Databricks",
    ".venv/bin/dbt run-operation bronze_from_landed": "needs landed tables; test_landed.py has some",
    ".venv/bin/dbt build --vars 'accept_deletes": "needs a copy that shrank; test_full_copies.py has some",
    "export C360_EXPORT=/data/dataverse-contoso-new": "needs a second export; test_moving.py has one",
    ".venv/bin/dbt build --exclude-resource-type unit_test --vars 'moved_from": "as before",
    "export C360_TARGET": "needs Databricks",
    "make build-changed": "needs production's manifest; tests/databricks/test_state.py has one",
}


# What a command does, by the beginning of its line: a query of the database with its answer, a file that it writes, or
# what the page's commands print.
GOLD = ("select count(*) > 1900 from gold.customers", True)
EFFECTS = {
    "make build": [GOLD, ".local/out/dashboard.html", ".local/out/handover/delta/Customer/_delta_log"],
    "make dashboard": [".local/out/dashboard.html"],
    ".venv/bin/c360 dashboard --no-personal-data --out .local/share": [".local/share/dashboard.html"],
    ".venv/bin/c360 handover": [".local/out/handover/delta/Customer/_delta_log"],
    ".venv/bin/c360 check-handover": ["says: Customer Insights accepts it"],
    ".venv/bin/c360 status": ["says: crc33_customer"],
    ".venv/bin/c360 drift": ["says: competitor"],
    ".venv/bin/c360 quarantine": ["says: quarantine"],
    ".venv/bin/c360 where gold.customers.email": ["says: stg_dataverse__customer.sql"],
    ".venv/bin/c360 explain": ["says: liam.macleod266@example.com"],
    ".venv/bin/python": ["says: │"],
    ".venv/bin/c360 scaffold competitor new_project": [
        "models/staging/dataverse/competitor/competitor_current.sql",
        ("select count(*) from silver.competitor_current", 1),
        ("select count(*) from silver.project_current", 1),
    ],
    ".venv/bin/c360 sample .local/tmp/demo --customers": [".local/tmp/demo/dataverse-contoso-org/model.json"],
    ".venv/bin/c360 sample .local/tmp/demo --append": [
        # new customers enter the truth
        lambda folder: (
            (folder / ".local/tmp/demo/truth/person_records.csv").read_text().count("\ncrc33_customer,") > 20000
        )
    ],
    ".venv/bin/c360 sample .local/tmp/folders": [
        ".local/tmp/folders/dataverse-contoso-org/2026-01-01T00.00.00Z/model.json"
    ],
    ".venv/bin/c360 sample .local/tmp/households": [".local/tmp/households/truth/person_records.csv"],
    "echo 'big_spender_in_france": [
        ("select count(*) > 0 from gold.customer_segments where segment = 'big_spender_in_france'", True)
    ],
    ".venv/bin/dbt build --exclude-resource-type unit_test --select customer_measures+ --vars 'as_of_date: 2026": [
        ("select distinct cast(as_of_date as varchar) from gold.customer_measures", "2026-10-31"),
        ("select count(*) from snapshots.customer_segments_snapshot where dbt_valid_to is not null", 0),
    ],
    ".venv/bin/dbt build --full-refresh --exclude-resource-type unit_test --select country_names+ genders+": [
        ("select gender from silver.customer_current where customer_id = 'an-elf'", "non-binary"),
        ("select country_code from silver.customer_current where customer_id = 'an-elf'", "DE"),
        ("select gender from gold.customers where customer_id = 'an-elf'", "non-binary"),
    ],
    ".venv/bin/dbt build --full-refresh --exclude-resource-type unit_test": [
        # a value that only a full refresh changes
        ("select count(*) from silver.customer_history where city = 'Lost'", 0)
    ],
    **{start: [] for start in ("export ", "unset ", "import duckdb", "print(", "    select", "    from", "    where")},
}


def effects(line: str) -> list:
    """What to look at after the command of the line; a command that no effect is known of is an error."""
    found = [start for start in EFFECTS if line.startswith(start)]
    assert found, f"tests/project/test_docs.py: say in EFFECTS what this command does: {line}"
    return EFFECTS[max(found, key=len)]


def assert_effect(effect: str | tuple | Callable, folder: Path, printed: str) -> None:
    if callable(effect):
        assert effect(folder)
    elif isinstance(effect, tuple):
        with duckdb.connect(folder / ".local" / "customer360.duckdb", read_only=True) as database:
            assert database.execute(effect[0]).fetchall() == [(effect[1],)], effect[0]
    elif effect.startswith("says: "):
        assert effect.removeprefix("says: ").lower() in printed.lower(), printed[-3000:]
    else:
        assert (folder / effect).exists(), effect


def commands(page: str) -> str:
    """The commands that a reader of the page types, except those left out."""
    text = "\n".join(BLOCK.findall((ROOT / page).read_text()))
    for named, here in STANDS_FOR.items():
        text = text.replace(named, here)
    lines = [line for line in text.splitlines() if not line.startswith(tuple(LEFT_OUT))]
    # what a page says twice is done once
    again = {place for place, line in enumerate(lines) if line.startswith(".venv/bin/dbt") and line in lines[:place]}
    return "\n".join(line for place, line in enumerate(lines) if place not in again)


def copy(folder: Path) -> Path:
    """The project as a clone of it, with the environment of the tests as its .venv."""
    kept = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    for name in kept.stdout.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run(script: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "DBT_"))}
    done = subprocess.run(
        ["bash", "-exo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The project after ``make build``, with two more tables that no source declares."""
    folder = copy(tmp_path_factory.mktemp("built"))
    export = folder / "sample" / "dataverse-contoso-org"
    model = json.loads((export / "model.json").read_text())
    for table in ("competitor", "new_project"):
        names = ["Id", "SinkCreatedOn", "SinkModifiedOn", "new_name", "versionnumber", "createdon", "IsDelete"]
        kinds = {"versionnumber": "int64", "SinkCreatedOn": "dateTime", "SinkModifiedOn": "dateTime"}
        attributes = [{"name": name, "dataType": kinds.get(name, "string")} for name in names]
        model["entities"].append({"$type": "LocalEntity", "name": table, "attributes": attributes})
        (export / table).mkdir()
        row = f"0c1b2a3d-0000-4000-8000-{len(table):012},10/1/2026 8:00:00 AM,10/1/2026 8:00:00 AM,Alpine,7,,\r\n"
        (export / table / "2026.csv").write_text(row)
    (export / "model.json").write_text(json.dumps(model))
    (columns,) = (entity["attributes"] for entity in model["entities"] if entity["name"] == "crc33_customer")
    elf = {"Id": "an-elf", "crc33_gender": "ELFIN", "crc33_country": "Middle Earth", "versionnumber": "9"}
    with (export / "crc33_customer" / "2026.csv").open("a", newline="") as rows:
        rows.write(record([column["name"] for column in columns], **elf))
    printed = run("make build", folder)
    # the sample is clean: a warning that a user is meant to ignore is none
    assert "Warning in test" not in printed
    assert "WARN=0 ERROR=0" in printed
    # the compiled project, which it keeps
    run(".venv/bin/c360 where gold.customers.email", folder)
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_commands_do_what_the_page_says(page, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder, symlinks=True)
    script = commands(page)
    wanted = [effect for line in script.splitlines() if line.strip() for effect in effects(line)]
    if "make build" not in script:
        shutil.rmtree(folder / ".local" / "out")
    new_words(folder)
    changed = CHANGES.search(script)
    built_already = len(script) if changed is None else changed.start()
    printed = run(re.sub(r"^make build\b.*$", "", script[:built_already], flags=re.M) + script[built_already:], folder)
    for effect in wanted:
        assert_effect(effect, folder, printed)


def new_words(folder: Path) -> None:
    """Lines of seeds, which have to be loaded, and a row that only a full refresh corrects."""
    with (folder / "seeds" / "genders.csv").open("a") as genders:
        genders.write("Elfin,non-binary\n")
    with (folder / "seeds" / "country_names.csv").open("a") as names:
        names.write("Middle Earth,DE\n")
    with duckdb.connect(folder / ".local" / "customer360.duckdb") as database:
        database.execute("update silver.customer_history set city = 'Lost' where customer_id = 'an-elf'")


@pytest.mark.parametrize("page", ["docs/settings.md", "docs/operations.md"])
def test_a_command_that_makes_rows_again_after_a_change_of_a_seed_loads_the_seed(page):
    """Also one within a sentence, which isn't run here."""
    text = (ROOT / page).read_text()
    for sentence in re.split(r"(?<=[.:])\s", text):
        if "seed" in sentence and "--full-refresh" in sentence:
            assert "genders+" in sentence or "stg_dataverse__customer+" not in sentence, sentence


def test_what_is_left_out_is_on_a_page():
    text = "\n".join(BLOCK.findall("\n".join((ROOT / page).read_text() for page in PAGES)))
    for named, here in STANDS_FOR.items():
        assert named in text
        text = text.replace(named, here)
    for start in LEFT_OUT:
        assert any(line.startswith(start) for line in text.splitlines()), start


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes from headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", text, re.M)
    }


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md"])
def test_links_lead_somewhere(page):
    prose = re.sub(r"^ *```.*?^ *```$", "", (ROOT / page).read_text(), flags=re.M | re.S)
    for path, anchor in LINK.findall(prose):
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target.read_text()), (path, anchor)


def test_the_dictionary_is_up_to_date(built):
    run(".venv/bin/dbt --quiet parse", built)
    page = dictionary(json.loads((built / "target" / "manifest.json").read_text()))
    assert page == (ROOT / PAGE).read_text(), "Descriptions have changed: run make generated."
