"""A database of the version before is upgraded by one command (docs/operations.md).

``upgrade/`` holds a small export, its finance file, and the database that two builds of commit 663e3f1 made of them, of
which the second one changed two customers.
"""

import lzma
import re
import shutil
from pathlib import Path

from support.project import ROOT, Project

OLD = Path(__file__).with_name("upgrade")


def test_one_command_upgrades_a_database_and_keeps_ids_and_history(project, tmp_path):
    project.database.write_bytes(lzma.decompress((OLD / "customer360.duckdb.xz").read_bytes()))
    shutil.copytree(OLD / "export", project.export)
    shutil.copy(OLD / "finance.csv", project.finance)
    ids = project.query("select customer_id, source_key, state from gold.customers order by 1")
    versions = (
        "select customer_id, email, city, {}, {}, spend, dbt_valid_from, dbt_valid_to, dbt_scd_id "
        "from snapshots.customers_snapshot order by all"
    )
    before = project.query(versions.format("source_key", "state"))
    assert {row[7] is None for row in before} == {True, False}

    ordinary = project.printed("build")
    assert ordinary.returncode != 0
    assert re.search(
        r"was built by another version of the project, or before models were changed: silver[.]\w+ lacks the columns",
        ordinary.stdout,
    )
    assert "Nothing was built" in ordinary.stdout
    assert "Traceback" not in ordinary.stdout
    command = (ROOT / "docs" / "operations.md").read_text().split("\n## Upgrade\n")[1].split("```")[1].split("dbt ")[1]
    assert f"run: dbt {command.strip()}" in ordinary.stdout
    upgraded = project.run(*command.split())

    assert upgraded.returncode == 0, upgraded.stdout
    assert project.query("select customer_id, customer_number, region from gold.customers order by 1") == ids
    assert project.query(versions.format("customer_number", "region")) == before
    assert project.query(
        "select count(*) from duckdb_views() where view_name = 'customer_history' and schema_name = 'gold'"
    ) == [(0,)]
    history = (
        "select customer_id, customer_number, region from gold.customer_profile_history where is_current order by 1"
    )
    assert project.query(history) == ids

    fresh = Project(tmp_path / "fresh")
    fresh.folder.mkdir()
    fresh.export, fresh.finance = project.export, project.finance
    fresh.build(without=())
    # a fresh build has seen one delivery of the finance file, and no change of a profile
    seen_before = {
        "silver.stg_finance__customer_finance",
        "silver.finance_deliveries",
        "silver.row_accounts",
        "handover.CustomerActivity",
    }
    tables, wanted = (built.tables(("silver", "gold", "handover")) for built in (project, fresh))
    assert {name for name in wanted.keys() | tables.keys() if tables.get(name) != wanted.get(name)} <= seen_before
    # the next build finds nothing new
    project.build()
    assert project.query(versions.format("customer_number", "region")) == before
