"""How fast the build is: the first one, one with 1 % new rows, and one with nothing new.

Run it in the project's environment: ``.venv/bin/python benchmarks/build_speed.py --rows 1000000``. Times are those of
whole commands, including dbt's start-up. The floor is the time that DuckDB alone takes to read the same CSV bytes and
write them to a table.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from python_helpers.sample.generate import append_changes, generate

ROOT = Path(__file__).parents[1]
FLOOR = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], config={"threads": 2})
columns = {f"c{i}": "varchar" for i in range(int(sys.argv[3]))}
database.execute(
    "create table floor as from read_csv(?, header = false, auto_detect = false, delim = ',', quote = '\\"', "
    f"escape = '\\"', new_line = '\\\\r\\\\n', columns = {columns})", [sys.argv[2] + "/crc33_customer/*.csv"])
"""


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak memory in GiB of a command; if it fails, raises SystemExit with its output."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            printed.seek(0)
            sys.exit(printed.read().decode())
    return seconds, usage.ru_maxrss / 2**20


def main(
    rows: Annotated[int, typer.Option(help="Change rows of the export.")] = 1_000_000,
    customers: Annotated[int | None, typer.Option(help="Customers; by default a tenth of the rows.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Work in this folder instead of a temporary one, and keep it.")
    ] = None,
) -> None:
    """Generate an export of that many change rows, build it in steps, and print the time of each."""
    with tempfile.TemporaryDirectory(prefix="c360-benchmark-") as temporary:
        work = folder or Path(temporary)
        export = work / "dataverse-contoso-org"
        environment = {
            "C360_EXPORT": str(export),
            "C360_FINANCE": str(work / "finance" / "customer_finance.csv"),
            "C360_DUCKDB": str(work / "customer360.duckdb"),
        }
        build = [str(Path(sys.executable).with_name("dbt")), "build", "--exclude-resource-type", "unit_test"]
        build += ["--target-path", str(work / "target"), "--log-path", str(work)]
        console = Console()
        console.print(f"Generating {rows:,} change rows")
        generate(work, customers=customers or max(rows // 10, 1), changes=rows, contacts=0)
        size = sum(file.stat().st_size for file in (export / "crc33_customer").glob("*.csv"))
        results = []

        def step(name: str, command: list[str], variables: dict[str, str] = environment) -> None:
            console.print(name)
            results.append((name, *measured(command, variables)))

        step(
            f"floor: DuckDB reads the {size / 2**20:,.0f} MiB and writes a table",
            [sys.executable, "-c", FLOOR, str(work / "floor.duckdb"), str(export), "41"],
        )
        step(f"first build, {rows:,} change rows", build)
        append_changes(work, max(rows // 100, 1), seed=1)
        step("build with 1 % new rows", build)
        step("build with nothing new", build)
        sample = {"C360_DUCKDB": str(work / "sample.duckdb")}
        measured(build, sample)
        step("build with nothing new on the sample", build, sample)

    floor, first = results[0][1], results[1][1]
    table = Table("step", "seconds", "peak GiB", "to the floor", "to the first build")
    for name, seconds, memory in results:
        table.add_row(name, f"{seconds:.1f}", f"{memory:.2f}", f"{seconds / floor:.2f}", f"{seconds / first:.2f}")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
