"""Reads the Delta tables that Synapse Link's Spark job keeps, with the library ``deltalake``."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlparse

import duckdb

from python_helpers.export.model import Column, ExportError, Model

# Types of Delta that have another name in the Common Data Model.
CDM_TYPES = {"integer": "int64", "long": "int64", "short": "int64", "byte": "int64", "float": "double",
             "timestamp": "dateTime", "timestamp_ntz": "dateTime"}  # fmt: skip
# Milliseconds since 1970 that a datetime can hold.
LATEST = 253_402_300_800_000


# An absolute path is a URI in Delta; file:/ has one slash or three. What parses it takes \ for /, and skips tabs, line
# feeds and blanks at its beginning: no path of a table has them.
NOT_INSIDE = re.compile(r"\s*[a-z][a-z0-9+.-]*:|.*[\\\0-\x1f]", re.I | re.S)


def open_delta(folder: Path):
    """The ``deltalake.DeltaTable`` in ``folder``. Raises ``ExportError``, also when it has files outside of it."""
    # the library is large: only exports that hold Delta tables pay for it
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        table = DeltaTable(folder)
        files = [*table.get_add_actions(flatten=True).column("path").to_pylist(), *deletion_vectors(folder)]
    except (DeltaError, OSError, duckdb.Error) as error:
        raise delta_error(folder, error) from None
    home = folder.resolve()
    for path in [*files, *(f"_delta_log/{file.name}" for file in (folder / "_delta_log").iterdir())]:
        places = (path, unquote(path))
        if any(NOT_INSIDE.match(place) or not (home / place).resolve().is_relative_to(home) for place in places):
            raise ExportError(
                f"The Delta table {folder} names a file outside of its folder, {path!r}: nothing of it is read. A "
                "table of Synapse Link never does; find out who wrote into the container, and copy the table again."
            )
    return table


def deletion_vectors(folder: Path) -> Iterator[str]:
    """Where the log of the Delta table in ``folder`` says that deletion vectors lie; the library doesn't tell.

    Delta protocol, "Deletion Vector Descriptor Schema": ``p`` is an absolute path, ``u`` a prefix and 20 characters
    that name a file, ``i`` is the vector itself. Raises ``duckdb.Error`` for a log that is torn.
    """
    log = folder / "_delta_log"
    read = "select json from read_json_objects(?, format = 'newline_delimited')"
    files = [[str(file) for file in log.glob("*.json")]]
    if checkpoints := [str(file) for file in log.rglob("*.parquet")]:
        read += " union all select to_json(action) from read_parquet(?, union_by_name = true) as action"
        files.append(checkpoints)
    vector = "json ->> '$.add.deletionVector.storageType', json ->> '$.add.deletionVector.pathOrInlineDv'"
    for kind, place in duckdb.execute(f"select distinct {vector} from ({read})", files).fetchall():
        if kind == "p":
            yield place
        elif kind == "u":
            yield f"./{place[:-20]}/deletion_vector"


def delta_error(folder: Path, error: Exception) -> ExportError:
    """The error of a Delta table, with what to do."""
    # what follows are objects of Rust, such as Url { scheme: "file", … }
    said = re.split(r":? \w+ \{", str(error).partition("\n")[0])[0].rstrip(".")
    return ExportError(
        f"The Delta table {folder} can't be read: {said}. If a file is missing or torn, copy the "
        "table again; if it needs a reader feature that this library lacks, turn that off (deletion vectors: REORG "
        "TABLE … APPLY (PURGE)), or export CSV."
    )


def delta_model(folder: Path) -> Model:
    """The columns of a Delta table, with the names of types that the Common Data Model has."""
    columns = []
    for column in open_delta(folder).schema().fields:
        kind = column.type.type
        if not isinstance(kind, str):
            kind = "string"
        precision = scale = None
        if kind.startswith("decimal"):
            precision, scale = map(int, kind[len("decimal(") : -1].split(","))
            kind = "decimal"
        columns.append(Column(column.name, CDM_TYPES.get(kind, kind), None, precision, scale))
    if "id" not in (column.name.lower() for column in columns):
        raise ExportError(f"The Delta table {folder} has no column Id, so it is no exported table.")
    return Model(tuple(columns), str(folder))


def version_of(table) -> tuple[str, datetime, int]:
    """What names the version of a Delta table, when it was written (UTC) and the bytes of its files.

    The Delta protocol leaves it open whether a commit has ``commitInfo``; without, the log's newest file says when.
    """
    from deltalake.exceptions import DeltaError

    try:
        written = next((commit.get("timestamp") for commit in table.history(1)), None)
    except DeltaError:
        # commitInfo is of any form
        written = None
    if type(written) is not int or not 0 < written < LATEST:
        log = Path(unquote(urlparse(table.table_uri).path)) / "_delta_log"
        written = max(file.stat().st_mtime for file in log.iterdir()) * 1000
    size = sum(table.get_add_actions(flatten=True).column("size_bytes").to_pylist())
    name = f"{table.metadata().id}@{table.version()}"
    return name, datetime.fromtimestamp(written / 1000, UTC).replace(tzinfo=None), size


def as_text(name: str, kind: str) -> str:
    """SQL for a column of DuckDB's type ``kind`` as text; timestamps as in CSV, ISO with seven decimals."""
    if kind.startswith("TIMESTAMP"):
        zone = "Z" if kind.endswith("TIME ZONE") else ""
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S.%f0{zone}')"
    return f"cast({name} as varchar)"


def read_labels(folder: Path, columns: list[str]) -> tuple[int, datetime, list[tuple], str]:
    """A Delta table of choice metadata: bytes, time, rows as text, name of its version. Raises ``ExportError``."""
    table = open_delta(folder)
    version, modified_at, size = version_of(table)
    try:
        with duckdb.connect() as connection:
            rows = connection.from_arrow(table.scan())
            present = {name.lower(): name for name in rows.columns}
            listed = [f'cast("{present[c.lower()]}" as varchar)' if c.lower() in present else "null" for c in columns]
            return size, modified_at, rows.project(", ".join(listed)).order("all").fetchall(), version
    except duckdb.Error as error:
        raise delta_error(folder, error) from None
