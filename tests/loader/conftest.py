import pytest

from python_helpers.bronze import progress


class Told:
    """The warnings of loads."""

    def __init__(self):
        self.text = ""

    def warning(self, text: str) -> None:
        self.text += f"{text}\n"

    def clear(self) -> None:
        self.text = ""


@pytest.fixture
def told(monkeypatch) -> Told:
    """Instead of dbt's log, which a build in the same process takes away from pytest."""
    told = Told()
    monkeypatch.setattr(progress, "log", told)
    return told
