"""Reads the sample as files."""

import csv
import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from python_helpers.sample.generate import CONTAINER, TABLE

SAMPLE = Path(__file__).parents[2] / "sample"


SENTINEL = "0001-01-03T00:00:00.0000000"


def all_bytes(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def entity_of(folder, table=TABLE):
    """What model.json says of the table."""
    model = json.loads(Path(folder, CONTAINER, "model.json").read_text("utf-8"))
    (entity,) = [entity for entity in model["entities"] if entity["name"] == table]
    return entity


def table_rows(folder, table=TABLE):
    """All rows of a table as dicts with ``_file``; asserts that each has the cells that model.json names."""
    columns = [attribute["name"] for attribute in entity_of(folder, table)["attributes"]]
    rows = []
    for path in sorted(Path(folder, CONTAINER, table).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for cells in csv.reader(stream, strict=True):
                assert len(cells) == len(columns), (path.name, cells)
                rows.append({**dict(zip(columns, cells, strict=True)), "_file": path.name})
    return rows


def sink(row, column="SinkModifiedOn"):
    return datetime.strptime(row[column], "%m/%d/%Y %I:%M:%S %p")


def by_id(rows):
    """Id in lower case: its rows in the order of their arrival."""
    found = defaultdict(list)
    for row in rows:
        if row["Id"]:
            found[row["Id"].lower()].append(row)
    return {key: sorted(some, key=sink) for key, some in found.items()}
