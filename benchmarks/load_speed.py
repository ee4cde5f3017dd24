"""How fast the loader is, without dbt: one large file, many incremental folders, many tables.

Run it in the project's environment: ``.venv/bin/python benchmarks/load_speed.py``. The floor is the time that DuckDB
alone takes to read the same bytes and store them. Each step is a separate process with its own peak memory.
"""

import json
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from build_speed import FLOOR, measured
from rich.console import Console
from rich.table import Table

LOAD = """
import os, sys, duckdb
from python_helpers.bronze.load import Loader
database, export, tables = sys.argv[1], sys.argv[2], sys.argv[3:]
node = {"schema": "bronze", "columns": {"Id": None, "IsDelete": None}}
sources = [{**node, "unique_id": t, "name": t, "identifier": t, "source_name": "dataverse"} for t in tables]
sources += [{**node, "unique_id": "s", "name": "load_state", "identifier": "load_state", "source_name": "loader"}]
config = {"threads": 2, "memory_limit": os.environ.get("MEMORY_LIMIT", "80%")}
Loader(duckdb.connect(database, config=config), sources, export, "").run(set(tables))
"""
MANY_FLOOR = """
import os, sys, duckdb
config = {"threads": 2, "memory_limit": os.environ["MEMORY_LIMIT"]}
database, export, tables = sys.argv[1], sys.argv[2], sys.argv[3:]
connection = duckdb.connect(database, config=config)
columns = {f"c{i}": "varchar" for i in range(200)}
for table in tables:
    connection.execute(
        f"create table {table} as from read_csv(?, header = false, auto_detect = false, delim = ',', quote = '\\"', "
        f"escape = '\\"', new_line = '\\\\r\\\\n', columns = {columns})", [f"{export}/{table}/2026.csv"])
"""
DISCOVER = """
import sys
from python_helpers.export.layouts import Export
export = Export(sys.argv[1])
print(sum(len(export.table(table).files) for table in sys.argv[2:]))
"""


def columns(count: int) -> list[str]:
    return ["Id", "SinkCreatedOn", "SinkModifiedOn", *[f"column_{n}" for n in range(count - 4)], "IsDelete"]


def describe(path: Path, tables: list[str], count: int) -> None:
    attributes = [{"name": name, "dataType": "string"} for name in columns(count)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"name": "cdm", "entities": [{"name": t, "attributes": attributes} for t in tables]}))


def record(number: int, count: int) -> str:
    words = ('"Jane ""J"" Doe, 1 High St"', "", f'"{number:x}@example.com"', '"2025-02-15T00:00:00.0000000"', "360")
    cells = [words[(number + place) % len(words)] for place in range(count - 4)]
    return ",".join([f"{number:032x}", '"1/1/2026 1:00:00 AM"', '"1/1/2026 1:00:00 AM"', *cells, ""]) + "\r\n"


def append(file: Path, size: int, first: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", newline="") as content:
        number = first
        while content.tell() < size:
            content.write("".join(record(n, 41) for n in range(number, number + 1000)))
            number += 1000


def main(
    mebibytes: Annotated[int, typer.Option(help="Size of the large file.")] = 1024,
    folders: Annotated[int, typer.Option(help="Incremental folders, with 20 tables each.")] = 2000,
    tables: Annotated[int, typer.Option(help="Tables of 200 columns.")] = 500,
) -> None:
    """Generate exports, load them in steps, and print the time of each."""
    console, results = Console(), []

    def step(name: str, script: str, *arguments: object, memory_limit: str = "80%") -> float:
        console.print(name)
        command = [sys.executable, "-c", script, *map(str, arguments)]
        results.append((name, *measured(command, {"MEMORY_LIMIT": memory_limit})))
        return results[-1][1]

    with tempfile.TemporaryDirectory(prefix="c360-benchmark-") as temporary:
        work = Path(temporary)
        large = work / "large"
        describe(large / "model.json", ["crc33_customer"], 41)
        file = large / "crc33_customer" / "2026.csv"
        append(file, mebibytes << 20, 0)
        floor = step("floor: DuckDB reads the large file and stores it", FLOOR, work / "floor.duckdb", large, 41)
        loaded = step(f"append-only, {mebibytes:,} MiB in a file", LOAD, work / "large.duckdb", large, "crc33_customer")
        append(file, file.stat().st_size + (10 << 20), 10**9)
        step("10 MiB appended to it", LOAD, work / "large.duckdb", large, "crc33_customer")
        step("nothing new", LOAD, work / "large.duckdb", large, "crc33_customer")

        names = [f"table_{n}" for n in range(20)]
        for number in range(folders):
            begun = datetime(2026, 1, 1) + timedelta(minutes=15 * number)
            folder = work / "incremental" / begun.strftime("%Y-%m-%dT%H.%M.%SZ")
            describe(folder / "model.json", names, 41)
            for name in names:
                (folder / name).mkdir()
                (folder / name / "2026.csv").write_text(record(number, 41), newline="")
        step(f"discovery of {folders:,} incremental folders of 20 tables", DISCOVER, work / "incremental", *names)
        step("loading them", LOAD, work / "incremental.duckdb", work / "incremental", *names)
        step("nothing new", LOAD, work / "incremental.duckdb", work / "incremental", *names)

        for count in (tables // 5, tables):
            many = work / f"many-{count}"
            names = [f"table_{n}" for n in range(count)]
            describe(many / "model.json", names, 200)
            for name in names:
                (many / name).mkdir()
                (many / name / "2026.csv").write_text("".join(record(n, 200) for n in range(1000)), newline="")
            # without a limit, DuckDB keeps in memory what it has read
            name = f"{count} tables of 200 columns, 1,000 rows each, in 256 MB"
            step(f"floor: DuckDB reads {name}", MANY_FLOOR, work / f"floor-{count}", many, *names, memory_limit="256MB")
            step(name, LOAD, work / f"{count}.duckdb", many, *names, memory_limit="256MB")
    shown = Table("step", "seconds", "peak memory, MiB")
    for name, seconds, gibibytes in results:
        shown.add_row(name, f"{seconds:.1f}", f"{gibibytes * 1024:,.0f}")
    console.print(shown, f"The large file loads at {floor / loaded:.0%} of the speed of the floor.")


if __name__ == "__main__":
    typer.run(main)
