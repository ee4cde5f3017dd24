"""Reads which tables and columns of the export the project declares as dbt sources."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from python_helpers.export.model import Column, ExportError

WHERE_FROM = ("_rescued_data", "_source_file", "_source_row", "_source_modified_at", "_loaded_at")


@dataclass(frozen=True)
class Declared:
    """A table of the source ``dataverse``: the file that declares it, and its columns with their types.

    A type is what ``cdm_type`` gave when the file was written, or None when the file doesn't tell it.
    """

    path: Path
    columns: dict[str, str | None] = field(default_factory=dict)

    @property
    def lists_all(self) -> bool:
        """Whether the declaration lists all columns of the table with their types, as ``c360 scaffold`` writes it."""
        return any(self.columns.values())


def cdm_type(column: Column) -> str:
    """The type of a column as one text: ``string(400)``, ``decimal(38, 6)``, ``guid``."""
    if column.precision is not None:
        return f"{column.data_type}({column.precision}, {column.scale or 0})"
    return f"{column.data_type}({column.max_length})" if column.max_length else column.data_type


def reads(model: Path, table: str) -> bool:
    """Whether the SQL model reads this table of the export, by the macro ``stage`` or by itself."""
    called = rf"(stage[(]|source[(]'dataverse', )'{re.escape(table)}'"
    return bool(re.search(called, model.read_text("utf-8")))


def declared(project: Path) -> dict[str, Declared]:
    """The tables of the source ``dataverse`` by name in lower case. Raises ``ExportError``."""
    tables = {}
    for path in sorted(project.glob("models/**/*.yml")):
        try:
            for source in (yaml.safe_load(path.read_text("utf-8")) or {}).get("sources") or []:
                for table in source["tables"] if source["name"] == "dataverse" else []:
                    columns = {
                        column["name"]: ((column.get("config") or {}).get("meta") or {}).get("cdm_type")
                        for column in table.get("columns") or []
                        if column["name"] not in WHERE_FROM
                    }
                    tables[table["name"].lower()] = Declared(path.relative_to(project), columns)
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            told = str(error).replace("\n", " ")
            raise ExportError(f"{path} doesn't list sources as dbt wants them: {told}.") from None
    return tables
