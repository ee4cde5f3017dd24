"""How the command prints: tables, JSON, and errors."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from python_helpers.export.model import without_secrets

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
console = Console(markup=False, emoji=False, highlight=False)


def show(title: str, headings: list[str], rows: list[tuple], nothing: str = "", box: bool = True) -> None:
    """Prints a table, or ``nothing`` when it has no rows; without ``box`` it is a plain list under its headings."""
    if not rows:
        console.print(nothing or f"{title}: nothing", soft_wrap=True)
        return
    table = Table(title=title or None, title_justify="left")
    if not box:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, heading in enumerate(headings):
        is_number = any(isinstance(row[place], int) for row in rows)
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_text, row))
    console.print(table)


def show_json(data: object) -> None:
    """Prints data for scripts: dates in ISO notation, a dataclass as an object."""
    print(json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def warn(message: str) -> None:
    """Prints a warning on standard error, without secrets."""
    _on_stderr(message, "yellow")


def stop(message: str) -> NoReturn:
    """Ends the command with a message on standard error, without secrets, and exit code 1."""
    _on_stderr(message, "red")
    raise typer.Exit(1)


def _on_stderr(message: str, style: str) -> None:
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    console.print(without_secrets(message), style=style, soft_wrap=True)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else str(value)
