"""Reads what an export says about itself: which tables it holds, their columns and their files.

Format facts are those of Azure Synapse Link for Dataverse, classic append-only CSV: a root ``model.json`` with
``entities`` (``name``, ``attributes`` in the order of the CSV columns), ``<table>/<partition>.csv`` without header,
``<table>/Snapshot/`` with copies that are no data of their own, and a model of each table again under
``Microsoft.Athena.TrickleFeedService/<table>-model.json``
(learn.microsoft.com, power-apps/maker/data-platform/azure-synapse-link-data-lake).
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

TABLE_MODELS = "Microsoft.Athena.TrickleFeedService"
INCREMENTAL_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}\.\d{2}\.\d{2}Z")

# Column orders of the headerless files in OptionsetMetadata/ (Azure/dataverse-to-sql, SqlObjects/Optionsets_*.sql).
METADATA_FILES = {
    "optionset_metadata": (
        "OptionsetMetadata",
        "EntityName OptionSetName Option IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel ExternalValue",
    ),
    "global_optionset_metadata": (
        "GlobalOptionsetMetadata",
        "OptionSetName Option IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel GlobalOptionSetName "
        "EntityName ExternalValue",
    ),
    "state_metadata": (
        "StateMetadata",
        "EntityName State IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel",
    ),
    "status_metadata": (
        "StatusMetadata",
        "EntityName State Status IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel",
    ),
}


class ExportError(Exception):
    """The export, or the finance file, can't be read; the message says where, why and what to do."""


@dataclass(frozen=True)
class Table:
    """One exported table: ``columns`` in the order of the CSV cells, ``files`` in the order of their names."""

    name: str
    columns: list[str]
    files: list[Path]


class Export:
    """A Synapse Link container in a folder.

    Raises ``ExportError`` when the folder, or the description of its tables, is missing or can't be read.
    ``warnings`` collects what the user should know although the load goes on.
    """

    def __init__(self, root: str):
        self.root = Path(root)
        self.warnings: list[str] = []
        if "://" in root:
            raise ExportError(
                f"C360_EXPORT is {root}, a lake address, which can't be read yet: copy or mount the container "
                "and name its folder."
            )
        self._folders = {entry.name.strip().lower(): entry for entry in _entries(self.root) if entry.is_dir()}
        self._models = self._read_models()

    def table(self, name: str) -> Table | None:
        """The table of that name, in any case, or None when the export doesn't hold it."""
        key = name.lower()
        folder = self._folders.get(key)
        files = sorted(file for file in _entries(folder) if file.suffix.lower() == ".csv") if folder else []
        columns = self._models.get(key)
        if columns is None:
            single = self.root / TABLE_MODELS / f"{name}-model.json"
            if single.is_file():
                columns = _columns_by_table(single).get(key)
                self.warnings.append(f"{name}: its columns come from {single}, because model.json doesn't hold them.")
        if columns is None:
            if files:
                raise ExportError(
                    f"{folder} holds CSV files, but neither {self.root / 'model.json'} nor {TABLE_MODELS} describes "
                    f"the table {name}, so their columns are unknown. Restore model.json from the container."
                )
            return None
        return Table(name, columns, files)

    def metadata_file(self, name: str) -> Path | None:
        """``OptionsetMetadata/<name>.csv``, or None when the export doesn't hold it."""
        folder = self._folders.get("optionsetmetadata")
        found = [file for file in _entries(folder) if file.name.lower() == f"{name.lower()}.csv"] if folder else []
        return found[0] if found else None

    def _read_models(self) -> dict[str, list[str]]:
        path = self.root / "model.json"
        if path.is_file():
            return _columns_by_table(path)
        if any(INCREMENTAL_FOLDER.fullmatch(entry.name) for entry in _entries(self.root)):
            raise ExportError(
                f"{self.root} holds incremental folders (named by time, like 2026-01-31T06.15.00Z). This layout "
                "can't be read yet: export in the classic append-only layout."
            )
        if (self.root / TABLE_MODELS).is_dir():
            self.warnings.append(f"{path} is missing; the models of the single tables are used.")
            return {}
        raise ExportError(
            f"{path} is missing, so the columns of the CSV files are unknown. Set C360_EXPORT to the root of the "
            "Synapse Link container (the folder that holds model.json), or copy model.json again."
        )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        raise ExportError(
            f"The folder {folder} doesn't exist. Set C360_EXPORT to the root of the Synapse Link container."
        ) from None
    except NotADirectoryError:
        raise ExportError(f"{folder} is a file. Set C360_EXPORT to a folder, the root of the container.") from None
    except PermissionError:
        raise ExportError(f"The folder {folder} can't be opened: no permission. Grant read and list on it.") from None


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ``ExportError`` when it isn't there or can't be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} can't be read: {error.strerror}.") from None


def _columns_by_table(path: Path) -> dict[str, list[str]]:
    try:
        model = json.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExportError(f"{path} isn't UTF-8 (byte {error.start}). Copy it again from the container.") from None
    except json.JSONDecodeError as error:
        raise ExportError(
            f"{path} isn't complete JSON (line {error.lineno}, column {error.colno}: {error.msg}). It may have been "
            "copied while it was written: copy it again from the container."
        ) from None
    entities = model.get("entities") if isinstance(model, dict) else None
    if not isinstance(entities, list) or not entities:
        raise ExportError(f"{path} lists no entities, so it isn't finished. Copy it again from the container.")
    tables = {}
    for entity in entities:
        try:
            name = entity["name"]
            columns = [attribute["name"] for attribute in entity["attributes"]]
        except (KeyError, TypeError):
            raise ExportError(
                f"{path}: the entity {entity.get('name', entity) if isinstance(entity, dict) else entity!r} has no "
                "name or no attributes. Copy the file again from the container."
            ) from None
        twice = {column for column in columns if [c.lower() for c in columns].count(column.lower()) > 1}
        if twice:
            raise ExportError(f"{path}: the entity {name} names the column {sorted(twice)[0]} twice.")
        tables[name.strip().lower()] = columns
    return tables
