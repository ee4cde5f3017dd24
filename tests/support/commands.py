"""Runs ``c360`` as a user does."""

import os
import subprocess
import sys
from pathlib import Path

from support.project import ROOT


def c360(*arguments: str, database: Path = Path("nowhere.duckdb")) -> subprocess.CompletedProcess:
    return subprocess.run(
        [Path(sys.executable).with_name("c360"), *arguments],
        cwd=ROOT,
        env={**os.environ, "C360_DUCKDB": str(database), "COLUMNS": "220"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def shown_cells(shown: subprocess.CompletedProcess) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.stdout.splitlines()]
