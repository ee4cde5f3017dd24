"""Builds of this process on a day of the tests' own, whatever the clock says.

The variable as_of_date isn't for that: with it, snapshots stay as they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

from dbt.tracking import User

DAY = datetime(2026, 11, 1, tzinfo=UTC)


@contextmanager
def on_the_day() -> Iterator[None]:
    """Within it, dbt's run_started_at is DAY."""
    started = property(lambda _: DAY, lambda *_: None)
    with mock.patch.object(User, "run_started_at", started, create=True):
        yield
