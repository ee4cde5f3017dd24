"""The cost of runs on Databricks, estimated from the statements that dbt sends when nothing has changed.

Run in the project's folder, after ``make test`` has set up .venv::

    PYTHONPATH=tests .venv/bin/python benchmarks/databricks_cost.py

It counts the statements of the job's two builds of the sample, and prints the table of docs/databricks.md. The other
numbers are assumptions, with their source. Replace them with your own from system.billing.usage.
"""

import re
import tempfile
from pathlib import Path

from support.offline import ROOT, invoke, no_connection
from support.project import Project

BUILDS = {"dbt_build": ("--exclude", "tag:handover"), "hand_over": ("--select", "tag:handover")}
# The adapter also queries metadata, which the tests' substitute for a warehouse leaves out: at 9080053 the adapter's
# own code sent 544 such statements in an unchanged build.
ABOUT_METADATA = 544
# In sequence, each takes 0.5 to 2.1 s (dbt-databricks issues 845 and 4762). A simulation of the graph with eight
# threads, tests before children, took 8.7 minutes for 1,095 statements, 5.2 with fast ones and 16.7 with slow ones.
SECONDS_A_STATEMENT = [minutes * 60 / 1095 for minutes in (5.2, 8.7, 16.7)]
# a serverless 2X-Small warehouse (Databricks' page on warehouse sizes)
DBU_AN_HOUR = 4
AUTO_STOP_MINUTES = int(re.search(r'auto_stop_mins: "(\d+)"', (ROOT / "resources" / "warehouse.yml").read_text())[1])
# estimates for each run: pipeline, dbt's tasks, the job of the Python model
DBU_OF_THE_REST = (0.5, 1.2)
# after an hourly run the warehouse is still up; otherwise each alert starts it
ALERTS_A_DAY = 4
RHYTHMS = {"every 15 minutes": 96, "each hour": 24, "every 6 hours": 4, "each night": 1}


def statements() -> dict[str, int]:
    """How many statements each build of the sample sends when its tables exist."""
    counted = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sample = {"C360_EXPORT": "sample/dataverse-contoso-org", "C360_FINANCE": "sample/finance/customer_finance.csv"}
        project = Project(work, environment=sample)
        project.build(without=())
        for task, selected in BUILDS.items():
            with no_connection(project.database, tables_exist=True) as sent:
                invoke(ROOT, work, "--no-populate-cache", "build", "--exclude-resource-type", "unit_test", *selected)
            counted[task] = sum(len(texts) for name, texts in sent.items())
    return counted


def main() -> None:
    """Prints statements, minutes and the table."""
    counted = statements()
    for task, number in counted.items():
        print(f"{task}: {number:,} statements, without those about metadata")
    minutes = [(sum(counted.values()) + ABOUT_METADATA) * seconds / 60 for seconds in SECONDS_A_STATEMENT]
    print("a run holds the warehouse for {:.1f}, {:.1f} or {:.1f} minutes\n".format(*minutes))
    print("| rhythm | runs a day | the warehouse is up | DBU of the warehouse a day | DBU of jobs and pipeline a day |")
    print("|---|---|---|---|---|")
    for name, runs in RHYTHMS.items():
        alerts = ALERTS_A_DAY if runs < 24 else 0
        up = [min(24, (runs * (each + AUTO_STOP_MINUTES) + alerts * AUTO_STOP_MINUTES) / 60) for each in minutes]
        rest = [runs * dbu for dbu in DBU_OF_THE_REST]
        hours = f"{up[0]:.0f} to {up[-1]:.0f} h"
        print(f"| {name} | {runs} | {hours} | {up[0] * DBU_AN_HOUR:.0f} to {up[-1] * DBU_AN_HOUR:.0f} | "
              f"{rest[0]:.0f} to {rest[-1]:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
