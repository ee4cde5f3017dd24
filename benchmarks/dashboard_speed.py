"""How fast the dashboard is written and opens, and how large it is, with many customers.

It needs ``make test``, which installs playwright, and Debian's chromium or Chrome. Run
``.venv/bin/python benchmarks/dashboard_speed.py``. Times in the browser are medians of several openings, each in a
browser without cache, from the start of the navigation.
"""

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from build_speed import measured
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from python_helpers.sample.generate import generate

OPENED = """
() => [
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  Number(document.documentElement.dataset.ready),
]
"""
SEARCHED = """
() => { const started = performance.now(); const query = document.getElementById("query"); query.value = "patel";
query.dispatchEvent(new Event("input")); return performance.now() - started; }
"""


def main(
    customers: Annotated[int, typer.Option(help="Customers, not counting those who are only contacts.")] = 100_000,
    times: Annotated[int, typer.Option(help="How often to open it.")] = 5,
    database: Annotated[Path | None, typer.Option(help="Use this database instead of building one.")] = None,
) -> None:
    """Build that many customers, write the dashboard, open it, and print the time of each step."""
    console = Console()
    scripts = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="c360-benchmark-") as temporary:
        work = Path(temporary)
        if not database:
            database = work / "customer360.duckdb"
            console.print(f"Building {customers:,} customers")
            generate(work, customers=customers)
            export = {
                "C360_EXPORT": str(work / "dataverse-contoso-org"),
                "C360_FINANCE": str(work / "finance" / "*.csv"),
            }
            build = [str(scripts / "dbt"), "build", "--exclude-resource-type", "unit_test", "test"]
            build += ["--target-path", str(work / "target"), "--log-path", str(work)]
            measured(build, {**export, "C360_DUCKDB": str(database)})
        command = [str(scripts / "c360"), "dashboard", "--out", str(work), "--personal-data"]
        seconds, memory = measured(command, {"C360_DUCKDB": str(database)})
        page = work / "dashboard.html"
        opened, searched = [], []
        path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
        with sync_playwright() as playwright:
            for _ in range(times):
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=path, args=arguments)
                tab = browser.new_page(viewport={"width": 1280, "height": 900})
                tab.goto(page.as_uri())
                tab.wait_for_selector("html[data-ready]")
                opened.append(tab.evaluate(OPENED))
                searched.append(tab.evaluate(SEARCHED))
                browser.close()
        table = Table("step", "result")
        table.add_row("write it", f"{seconds:.1f} s, {memory:.1f} GiB")
        table.add_row("size", f"{page.stat().st_size / 2**20:.1f} MiB")
        table.add_row("first paint", f"{statistics.median(one[0] for one in opened) / 1000:.2f} s")
        table.add_row("all of it there", f"{statistics.median(one[1] for one in opened) / 1000:.2f} s")
        table.add_row("first search", f"{statistics.median(searched) / 1000:.2f} s")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
