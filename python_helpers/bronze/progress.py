"""What the user sees of a load: messages in dbt's log, and a bar on a terminal."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
from dbt.adapters.events.logging import AdapterLogger
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from python_helpers.bronze.parts import Part
from python_helpers.export.model import without_secrets

log = AdapterLogger("Bronze")


def warn(text: str) -> None:
    """Writes a warning to dbt's log, without secrets."""
    log.warning(f"[WARNING] {without_secrets(text)}")


@contextmanager
def progress(cursor: duckdb.DuckDBPyConnection, parts: list[Part]) -> Iterator[Callable[[list[Part]], None]]:
    """A bar over the bytes of all parts, on a terminal; DuckDB says how far it is within a part.

    Yields a function to call when parts begin.
    """
    console = Console(stderr=True)
    columns = (TextColumn("Loading bronze"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    done, current = 0, 0
    finished = threading.Event()

    def begin(parts: list[Part]) -> None:
        nonlocal done, current
        done, current = done + current, sum(part.end - part.start for part in parts)

    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(part.end - part.start for part in parts))

        def watch() -> None:
            while not finished.wait(0.2):
                share = max(cursor.query_progress(), 0) / 100
                bar.update(task, completed=done + share * current)

        if console.is_terminal:
            threading.Thread(target=watch, daemon=True).start()
        try:
            yield begin
        finally:
            finished.set()
