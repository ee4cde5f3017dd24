"""Rewrites a sample, which is in the classic append-only layout, in another layout of Synapse Link.

python_helpers/export/layouts.py says what these layouts are. The records and their cells stay as they are:

- incremental: a folder for each month with every row that was exported in it. The labels and models of tables are in
  the first; the folder that Synapse Link is writing now holds nothing yet;
- in-place: the rows of the records that live, without ``IsDelete``;
- Delta, and Link to Fabric: the last row of each record, also of deleted ones, which Synapse Link keeps for a while.
"""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, Column, Table
from python_helpers.export.time_folders import TABLE_MODELS
from python_helpers.sample.tables import CONTAINER
from python_helpers.sample.versions import Row, newest, rows

LABELS = "OptionsetMetadata"
# Types of the Common Data Model, and what Delta has for them.
DELTA_TYPES = {"int64": "bigint", "boolean": "boolean", "dateTime": "timestamptz", "dateTimeOffset": "timestamptz"}
US_TIME = "%m/%d/%Y %I:%M:%S %p"


def lay_out(folder: Path, layout: str) -> None:
    """Puts the export that ``generate`` has written into ``folder`` in ``layout``, a key of ``LAYOUTS``."""
    root = Path(folder, CONTAINER)
    with tempfile.TemporaryDirectory(prefix=".c360-", dir=folder) as work:
        made = Path(work, CONTAINER)
        made.mkdir()
        LAYOUTS[layout](Export(str(root)), made)
        shutil.rmtree(root)
        made.rename(root)


def _incremental(export: Export, made: Path) -> None:
    model, months, last = _model(export), set(), ""
    locations = defaultdict(lambda: defaultdict(list))
    for name in export.table_names():
        contents = defaultdict(bytearray)
        for month, row in _by_month(export.table(name)):
            contents[month, row.file] += row.raw + b"\r\n"
        for (month, file), content in sorted(contents.items()):
            _write(made / month / name / file, bytes(content))
            locations[month][name].append(file)
        months |= locations.keys()
    for month in sorted(months):
        for entity in model["entities"]:
            files, address = locations[month][entity["name"]], _address(entity, month)
            entity["partitions"] = [{"name": Path(file).stem, "location": f"{address}/{file}"} for file in files]
        _write_json(made / month / "model.json", model)
        last = month
    for home in (LABELS, TABLE_MODELS):
        shutil.copytree(export.root / home, made / min(months) / home)
    # an empty model.json: it is being written
    now = _next_month(last)
    _write(made / now / "model.json", b"")
    _write(made / "Changelog" / "changelog.info", now.encode())
    _write_json(made / "model.json", {**model, "entities": [{**one, "partitions": []} for one in model["entities"]]})


def _by_month(table: Table) -> Iterator[tuple[str, Row]]:
    """The rows of a table with the incremental folder of each. What was written later isn't in an earlier folder."""
    latest = {}
    for row in rows(table):
        latest[row.file] = max(row.sink, latest.get(row.file, 0))
        yield f"{datetime.fromtimestamp(latest[row.file], UTC):%Y-%m}-01T00.00.00Z", row


def _next_month(folder: str) -> str:
    year, month = int(folder[:4]), int(folder[5:7])
    return f"{year + month // 12}-{month % 12 + 1:02}-01T00.00.00Z"


def _in_place(export: Export, made: Path) -> None:
    model = _model(export)
    for entity in model["entities"]:
        name, contents = entity["name"], defaultdict(bytearray)
        for row in newest(export.table(name)):
            if not row.is_delete:
                # IsDelete is the last column, and never quoted
                contents[row.file] += row.raw.rpartition(b",")[0] + b"\r\n"
        entity["attributes"] = [one for one in entity["attributes"] if one["name"] != "IsDelete"]
        entity["partitions"] = [one for one in entity["partitions"] if f"{one['name']}.csv" in contents]
        for file, content in contents.items():
            _write(made / name / file, bytes(content))
    shutil.copytree(export.root / LABELS, made / LABELS)
    shutil.copytree(export.root / TABLE_MODELS, made / TABLE_MODELS)
    for entity in model["entities"]:
        _write_json(made / TABLE_MODELS / f"{entity['name']}-model.json", {**model, "entities": [entity]})
    _write_json(made / "model.json", model)


def _delta(export: Export, made: Path) -> None:
    _write_delta(export, made / "deltalake", "{}_partitioned", with_folder=True)


def _fabric(export: Export, made: Path) -> None:
    _write_delta(export, made / "Tables", "{}", with_folder=False)


def _write_delta(export: Export, home: Path, name: str, with_folder: bool) -> None:
    """Each table, and each list of labels, as a Delta table; ``with_folder`` as Synapse Link names the columns."""
    home.mkdir()
    file = home / "rows.csv"
    for table in map(export.table, export.table_names()):
        extra = ("createdonpartition", "PartitionId") if with_folder else ("PartitionId",)
        with file.open("wb") as text:
            for row in newest(table):
                month = f"{datetime.fromtimestamp(row.sink, UTC):%Y-%m}-01T00.00.00Z"
                cells = ([month] if with_folder else []) + [Path(row.file).stem]
                text.write(b",".join([row.raw, *map(str.encode, cells)]) + b"\r\n")
        _write_table(home / name.format(table.name), file, [*table.model.columns, *map(Column, extra)])
    for title, columns in METADATA_FILES.values():
        _write_table(home / name.format(title), export.root / LABELS / f"{title}.csv", map(Column, columns.split()))
    file.unlink()


def _write_table(folder: Path, file: Path, columns: Iterable[Column]) -> None:
    """A CSV file as a Delta table with the types that Synapse Link's have."""
    # the libraries are large
    import duckdb
    from deltalake import write_deltalake

    columns = list(columns)
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        found = database.read_csv(
            str(file), header=False, columns={column.name: "varchar" for column in columns}, na_values="",
            quotechar='"', escapechar='"', delimiter=",", auto_detect=False,
        )  # fmt: skip
        write_deltalake(folder, found.project(", ".join(map(_as_delta, columns))))


def _as_delta(column: Column) -> str:
    """SQL for a column of text in the type that Delta has for it."""
    name, kind = f'"{column.name}"', DELTA_TYPES.get(column.data_type, "varchar")
    if column.data_type == "decimal":
        kind = f"decimal({column.precision}, {column.scale})"
    if column.name in ("SinkCreatedOn", "SinkModifiedOn"):
        return f"cast(strptime({name}, '{US_TIME}') as timestamptz) as {name}"
    # NULL in rows of live records
    value = f"nullif(cast({name} as boolean), false)" if column.name == "IsDelete" else f"cast({name} as {kind})"
    return f"{value} as {name}"


def _model(export: Export) -> dict:
    return json.loads((export.root / "model.json").read_text("utf-8"))


def _address(entity: dict, month: str) -> str:
    return f"https://contosolake.dfs.core.windows.net/{CONTAINER}/{month}/{entity['name']}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_json(path: Path, content: dict) -> None:
    _write(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


LAYOUTS = {"incremental": _incremental, "in-place": _in_place, "delta": _delta, "fabric": _fabric}
