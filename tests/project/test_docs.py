"""The commands in README and docs do what the text says: each runs here, in the order of its page."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT

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
    ".venv/bin/dbt build --vars 'accept_deletes": "needs a copy that shrank; test_full_copies.py has some",
    "export C360_TARGET": "needs Databricks",
    "make build-changed": "needs production's manifest; tests/databricks/test_state.py has one",
}


def commands(page: str) -> str:
    """The commands that a reader of the page types, except those left out."""
    text = "\n".join(BLOCK.findall((ROOT / page).read_text()))
    for named, here in STANDS_FOR.items():
        text = text.replace(named, here)
    return "\n".join(line for line in text.splitlines() if not line.startswith(tuple(LEFT_OUT)))


def copy(folder: Path) -> Path:
    """The project as a clone of it, with the environment of the tests as its .venv."""
    kept = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    for name in kept.stdout.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run(script: str, folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "DBT_"))}
    done = subprocess.run(
        ["bash", "-exo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


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
    run("make build", folder)
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_commands_run(page, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder, symlinks=True)
    script = commands(page)
    changed = CHANGES.search(script)
    built_already = len(script) if changed is None else changed.start()
    run(re.sub(r"^make build\b.*$", "", script[:built_already], flags=re.M) + script[built_already:], folder)


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
    for path, anchor in LINK.findall((ROOT / page).read_text()):
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target.read_text()), (path, anchor)


def test_the_dictionary_is_up_to_date(built):
    run(".venv/bin/dbt --quiet parse", built)
    page = dictionary(json.loads((built / "target" / "manifest.json").read_text()))
    assert page == (ROOT / PAGE).read_text(), "Descriptions have changed: run make generated."
