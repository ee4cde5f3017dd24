"""Writes exports of any tables, in the classic layout."""

import csv
import json
from pathlib import Path

from support.project import record

SYSTEM = {"Id": "guid", "SinkCreatedOn": "dateTime", "SinkModifiedOn": "dateTime"}
LAST = {"versionnumber": "int64", "createdon": "dateTimeOffset", "modifiedon": "dateTime", "IsDelete": "boolean"}


def attribute(name: str, kind: str) -> dict:
    """An attribute of model.json; ``kind`` is like guid, string(400) or decimal(38, 6)."""
    kind, _, given = kind.rstrip(")").partition("(")
    made = {"name": name, "dataType": kind, "maxLength": -1}
    if kind == "string" and given:
        return {**made, "maxLength": int(given)}
    if given:
        arguments = [
            {"name": name, "value": int(number)}
            for name, number in zip(("precision", "scale"), given.split(","), strict=True)
        ]
        made["cdm:traits"] = [{"traitReference": "is.dataFormat.numeric.shaped", "arguments": arguments}]
    return made


def write_models(root: Path, **tables: dict[str, str]) -> None:
    """model.json of tables: their columns and types, in the order of the cells."""
    root.mkdir(parents=True, exist_ok=True)
    entities = [
        {"name": name, "attributes": [attribute(*column) for column in columns.items()]}
        for name, columns in sorted(tables.items())
    ]
    (root / "model.json").write_text(json.dumps({"name": "cdm", "entities": entities}))


def write_rows(root: Path, table: str, columns: dict[str, str], *rows: dict[str, object], file: str = "2021") -> None:
    """Appends rows to a file of a table; missing values are empty."""
    (root / table).mkdir(exist_ok=True)
    with (root / table / f"{file}.csv").open("a", newline="") as partition:
        partition.writelines(record(list(columns), **row) for row in rows)


def write_labels(root: Path, **files: list[tuple]) -> None:
    """Files of OptionsetMetadata, named without suffix."""
    (root / "OptionsetMetadata").mkdir(exist_ok=True)
    for name, rows in files.items():
        with (root / "OptionsetMetadata" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)


def write_attribute_types(root: Path, table: str, **types: str) -> None:
    """``<table>-EntityMetadata.json`` with the types of attributes."""
    folder = root / "Microsoft.Athena.TrickleFeedService"
    folder.mkdir(exist_ok=True)
    listed = [{"EntityName": table, "AttributeName": name, "AttributeType": kind} for name, kind in types.items()]
    (folder / f"{table}-EntityMetadata.json").write_text(json.dumps({"AttributeMetadata": listed}))
