"""Runs ``c360`` as a user does."""

import os
import subprocess
import sys
from pathlib import Path

from support.project import ROOT


def c360(
    *arguments: str,
    database: Path = Path("nowhere.duckdb"),
    folder: Path = ROOT,
    columns: int = 220,
    **environment: str,
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [Path(sys.executable).with_name("c360"), *arguments],
        cwd=folder,
        env={**os.environ, "C360_DUCKDB": str(database), "COLUMNS": str(columns), **environment},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def shown_cells(shown: subprocess.CompletedProcess) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.stdout.splitlines()]
