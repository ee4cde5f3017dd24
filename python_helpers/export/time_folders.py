"""Incremental folders of an export: what one holds, and how it describes its tables."""

import hashlib
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from python_helpers.export.descriptions import models_or_none, read_bytes
from python_helpers.export.model import ExportError, Model, cached_property
from python_helpers.export.tree import Tree, path_of

if TYPE_CHECKING:
    from python_helpers.export.tree import Entry

TABLE_MODELS = "Microsoft.Athena.TrickleFeedService"
TIME_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}\.\d{2}\.\d{2}Z")
# A folder that isn't finished when the next one is so old never will be.
SETTLED = timedelta(hours=1)
# Incremental folders that are looked at in parallel.
LOOKS = 16


class TimeFolder:
    """An incremental folder. Its files don't change once it is finished, but those of a copy of it may still come."""

    def __init__(self, path: Path, tree: Tree | None = None):
        self.path = path
        self.tree = tree or Tree(path.parent)
        self.name = path.name
        self._files: dict[str, list[Path]] = {}
        self.begun = begun(path.name)

    @cached_property
    def _entries(self) -> list["Entry"]:
        return self.tree.entries(self.path)

    @cached_property
    def _read(self) -> tuple[bool, datetime | None, dict[str, Model]]:
        """Whether model.json is there and not empty, when it last changed, and what it describes."""
        entry = next((entry for entry in self._entries if entry.name == "model.json"), None)
        if entry is None:
            return False, None, {}
        model = path_of(entry)
        try:
            content, found = model.read_bytes(), entry.stat()
        except FileNotFoundError:
            return False, None, {}
        except OSError as error:
            raise ExportError(f"{model} can't be read: {error.strerror}.") from None
        return bool(content), last_change(found), models_or_none(model, content)

    @property
    def has_model(self) -> bool:
        """Whether its model.json is there and not empty."""
        return self._read[0]

    @property
    def described_at(self) -> datetime | None:
        """When its model.json last changed (UTC)."""
        return self._read[1]

    @property
    def models(self) -> dict[str, Model]:
        """The tables that its model.json describes; none when that was torn off."""
        return self._read[2]

    @cached_property
    def tables(self) -> dict[str, list[Path]]:
        """The folders in it, by name in lower case."""
        return self.tree.folders(self.path, self._entries)

    @cached_property
    def stamp(self) -> str:
        """Names the state of the files in its folders: another one when a file came, grew or was written again."""
        files = []
        for folder in (path for paths in self.tables.values() for path in paths):
            for entry in self.tree.entries(folder):
                found = entry.stat()
                files.append((folder.name, entry.name, found.st_size, found.st_mtime_ns))
        return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()[:16]

    def model(self, key: str) -> Model | None:
        """How it describes the table of that name in lower case; None when it doesn't."""
        found = self.models.get(key)
        for entry in self.tree.inside(self.tables.get(TABLE_MODELS.lower(), []) if found is None else []):
            if entry.name.strip().lower() == f"{key}-model.json":
                model = path_of(entry)
                return models_or_none(model, read_bytes(model)).get(key)
        return found

    def files(self, key: str) -> list[Path]:
        """Its CSV files of the table of that name in lower case, in the order of their names."""
        if key not in self._files:
            self._files[key] = sorted(self.tree.csv_files(self.tables.get(key, [])))
        return self._files[key]


def last_change(found: os.stat_result) -> datetime:
    """UTC time of the last change of a file's content, time, or place: a new one although its size and time are old."""
    return datetime.fromtimestamp(max(found.st_mtime, found.st_ctime), UTC).replace(tzinfo=None)


def at_once(look: Callable, folders: list) -> list:
    """Looks at folders in parallel: in a lake each look takes tens of milliseconds, whatever it finds."""
    with ThreadPoolExecutor(LOOKS) as pool:
        return list(pool.map(look, folders))


def begun(name: str) -> datetime | None:
    """When the incremental folder of that name was begun; None when it's no such name."""
    if not TIME_FOLDER.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, "%Y-%m-%dT%H.%M.%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
