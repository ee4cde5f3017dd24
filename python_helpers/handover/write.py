"""Hands the views of the schema handover over to Customer Insights: as Delta tables, and as a Common Data Model folder.

``<out>/handover/delta/<Table>/`` are Delta tables (reader version 1), changed by one merge each, and not at all when
nothing changed. ``<out>/handover/cdm/`` is a Common Data Model folder:

- ``default.manifest.cdm.json``, replaced last, lists for each table its ``<Table>.cdm.json`` and its partitions,
  ``<Table>/Partitions/<time>/*.parquet``: a reader of the old manifest finds the old partitions for a day;
- ``<Table>/FullData/*.parquet`` and ``<Table>/IncrementalData/yyyy/mm/dd/hh/{Upserts,Deletes}/*.parquet`` (UTC
  hours) are what incremental ingestion reads. They have the column ``handed_over_at``, when the row was last changed.

(learn.microsoft.com, dynamics365/customer-insights/data: connect-delta-lake, connect-common-data-model,
incremental-refresh-data-sources; common-data-model: cdm-manifest)
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from python_helpers.export import lake
from python_helpers.export.lake import Folder
from python_helpers.export.model import ExportError

SCHEMA = "handover"
LAYERS = ("bronze", "silver", "gold")
MANIFEST = "default.manifest.cdm.json"
# Customer Insights needs each version since its last refresh, and at least 15 days of them.
HISTORY = {"delta.logRetentionDuration": "interval 30 days", "delta.deletedFileRetentionDuration": "interval 30 days"}
INCREMENTS_KEPT = timedelta(days=30)
PARTITIONS_KEPT = timedelta(days=1)
# A merge rewrites the files that it changes and adds one with new rows; so many are made one again.
FILES = 50
CHANGED_AT = "handed_over_at"
VERSION = "%Y%m%dT%H%M%S%fZ"
DATA_FORMATS = {"VARCHAR": "String", "INTEGER": "Int32", "BIGINT": "Int64", "DOUBLE": "Double", "BOOLEAN": "Boolean",
                "DATE": "Date", "TIMESTAMP WITH TIME ZONE": "DateTime"}  # fmt: skip


class HandoverError(ExportError):
    """The hand-over can't be written; the message says where, why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What became of a table: its rows, and how many of them were added or changed, and how many deleted."""

    table: str
    rows: int
    upserts: int
    deletes: int


def hand_over(database: duckdb.DuckDBPyConnection, out: str, now: datetime | None = None) -> dict[str, list[Outcome]]:
    """Writes both forms; the outcomes by form. ``now`` is the UTC time that counts as that of the changes.

    Raises ``HandoverError``; then the folders hold, table by table, what was there before or what is there now.
    """
    out, tables = out.rstrip("/"), _gather(database)
    try:
        with lake.explained(f"{out}/handover"):
            options = lake.delta_options(out)
            _refuse_strangers(database, f"{out}/handover", options)
            with _without_panics():
                delta = [_write_delta(database, table, f"{out}/handover/delta/{table}", options) for table in tables]
            cdm = _write_cdm(database, tables, Folder(f"{out}/handover/cdm"), now or datetime.now(UTC))
    except (DeltaError, OSError, duckdb.Error, ExportError) as error:
        said = (
            str(error) if isinstance(error, ExportError) else f"{out}/handover can't be written: {_first_line(error)}"
        )
        raise HandoverError(
            f"{said} What was there before is still there; run c360 handover again when that is fixed."
        ) from None
    return {"delta": delta, "cdm": cdm}


@contextmanager
def _without_panics() -> Iterator[None]:
    """Keeps delta-rs from printing how one of its threads panics on a full disk; it returns the error as well."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def write_containers(database: duckdb.DuckDBPyConnection, address: str) -> dict[str, int]:
    """Writes each table and view of bronze, silver and gold as ``<table>/part-<number>.parquet``, in place of what is
    there.

    ``address`` is that of a layer's container or folder, with {layer} for its name. Returns the number of tables of
    each layer. Raises ``HandoverError``; each file is then the old or the new one.
    """
    written = dict.fromkeys(LAYERS, 0)
    with tempfile.TemporaryDirectory(prefix="c360-") as work:
        for layer in LAYERS:
            place = address.replace("{layer}", layer)
            try:
                with lake.explained(place):
                    folder = Folder(place)
                    for table in _tables(database, layer):
                        rows = f'select {_in_utc(database, layer, table)} from {layer}."{table}"'
                        _replace_rows(database, rows, folder, table, Path(work))
                        written[layer] += 1
            except (OSError, duckdb.Error, ExportError) as error:
                said = str(error) if isinstance(error, ExportError) else f"{place}: {_first_line(error)}"
                raise HandoverError(f"{said} Run the same again when that is fixed.") from None
    if not any(written.values()):
        raise HandoverError("This database has no bronze, silver or gold. Run make build, or set C360_DUCKDB.")
    return written


def _tables(database: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    found = database.execute(
        "select table_name from information_schema.tables where table_schema = ? order by all", [schema]
    ).fetchall()
    return [name for (name,) in found]


def _in_utc(database: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """The columns for a select: our timestamps are UTC, which their type must show."""
    return ", ".join(
        f'"{name}" at time zone \'UTC\' as "{name}"' if kind == "TIMESTAMP" else f'"{name}"'
        for name, kind, *_ in database.execute(f'describe {schema}."{table}"').fetchall()
    )


def _first_line(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text if text.endswith(".") else f"{text}."


def _gather(database: duckdb.DuckDBPyConnection) -> list[str]:
    """Keeps the rows of each view in a temporary table ``wanted_<Table>``, with timestamps in UTC; names the tables."""
    tables = _tables(database, SCHEMA)
    if not tables:
        raise HandoverError("This database has no tables for Customer Insights. Run make build, or set C360_DUCKDB.")
    for table in tables:
        try:
            columns = _in_utc(database, SCHEMA, table)
            database.execute(
                f'create or replace temp table "wanted_{table}" as select {columns} from {SCHEMA}."{table}" order by 1'
            )
        except duckdb.Error as error:
            raise HandoverError(
                f"{SCHEMA}.{table} can't be read: {_first_line(error)} Run make build, which makes it again."
            ) from None
    return tables


def _columns(database: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Names and types of the columns; the first is the key."""
    return {name: kind for name, kind, *_ in database.execute(f'describe "{table}"').fetchall()}


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    return database.execute(f'select count(*) from "{table}"').fetchall()[0][0]


def _compare(database: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> Outcome:
    """Keeps in ``upserts`` and ``deletes`` how the table differs from the temporary table ``known``."""
    key, named = columns[0], ", ".join(f'"{column}"' for column in columns)
    database.execute(
        f'create or replace temp table upserts as from "wanted_{table}" except select {named} from known;'
        f'create or replace temp table deletes as select {named} from known anti join "wanted_{table}" using ("{key}")'
    )
    rows, upserts, deletes = (_count(database, name) for name in (f"wanted_{table}", "upserts", "deletes"))
    return Outcome(table, rows, upserts, deletes)


def _refuse_strangers(database: duckdb.DuckDBPyConnection, folder: str, options: dict | None) -> None:
    """Raises ``HandoverError`` when the hand-over holds customers, but none of those of this database."""
    place = f"{folder}/delta/Customer"
    if not DeltaTable.is_deltatable(place, options):
        return
    there = database.from_arrow(DeltaTable(place, storage_options=options).scan(columns=["customer_id"]))  # noqa: F841
    known, shared = database.execute(
        "select count(*), count(ours.customer_id) from there left join wanted_Customer as ours using (customer_id)"
    ).fetchall()[0]
    if known and not shared and _count(database, "wanted_Customer"):
        raise HandoverError(
            f"{folder} holds {known:,} customers of another database, and none of this one. Set C360_OUT to another "
            "folder, or remove that one if its customers are meant to go."
        )


def _write_delta(database: duckdb.DuckDBPyConnection, table: str, folder: str, options: dict | None) -> Outcome:
    rows = database.sql(f'from "wanted_{table}"')
    count = _count(database, f"wanted_{table}")
    if not DeltaTable.is_deltatable(folder, options):
        write_deltalake(folder, rows, configuration=HISTORY, storage_options=options)
        return Outcome(table, count, count, 0)
    delta = DeltaTable(folder, storage_options=options)
    scanned = database.from_arrow(delta.scan())  # noqa: F841 (named in the query)
    database.execute("create or replace temp table known as from scanned")
    columns = _columns(database, f"wanted_{table}")
    if columns != _columns(database, "known"):
        # Customer Insights reads a table from the start anyway when its columns have changed
        write_deltalake(delta, rows, mode="overwrite", schema_mode="overwrite")
        return Outcome(table, count, count, 0)
    outcome = _compare(database, table, list(columns))
    if not outcome.upserts + outcome.deletes:
        return outcome
    key = next(iter(columns))
    changes = database.sql("select *, false as _deleted from upserts union all select *, true from deletes")
    merge = delta.merge(changes, f'known."{key}" = changed."{key}"', source_alias="changed", target_alias="known")
    merge = merge.when_matched_delete("changed._deleted").when_matched_update_all(except_cols=["_deleted"])
    merge.when_not_matched_insert_all(except_cols=["_deleted"]).execute()
    if len(delta.file_uris()) > FILES:
        delta.optimize.compact()
    if delta.vacuum():
        delta.vacuum(dry_run=False)
    return outcome


def _write_cdm(database: duckdb.DuckDBPyConnection, tables: list[str], folder: Folder, now: datetime) -> list[Outcome]:
    written = folder.read(MANIFEST)
    known = {entity["entityName"]: entity for entity in json.loads(written)["entities"]} if written else {}
    outcomes, entities = [], []
    with tempfile.TemporaryDirectory(prefix="c360-") as work:
        for table in tables:
            before = [partition["location"] for partition in known.get(table, {}).get("dataPartitions", [])]
            outcome, after = _write_cdm_table(database, table, folder, before, now, Path(work))
            outcomes.append(outcome)
            entities.append(_entity(table, after or before))
        manifest = _json({
            "manifestName": "Customer360",
            "explanation": "Customer profiles, made by Customer 360 from a Dynamics 365 export.",
            "entities": entities,
            "relationships": [],
        })  # fmt: skip
        if manifest != written:
            _put_text(folder, manifest, MANIFEST, Path(work))
    for table in tables:
        _forget(folder, table, now)
    return outcomes


def _write_cdm_table(
    database: duckdb.DuckDBPyConnection, table: str, folder: Folder, before: list[str], now: datetime, work: Path
) -> tuple[Outcome, list[str]]:
    """Writes what changed in a table whose partitions are ``before``; the new partitions, none when nothing changed."""
    columns = _columns(database, f"wanted_{table}")
    count = _count(database, f"wanted_{table}")
    definition = _definition(table, {**columns, CHANGED_AT: "TIMESTAMP WITH TIME ZONE"})
    changed_at = f"timestamptz '{now.isoformat()}' as {CHANGED_AT}"
    if not before or folder.read(f"{table}.cdm.json") != definition:
        rows = f'select *, {changed_at} from "wanted_{table}"'
        outcome = Outcome(table, count, count, 0)
        _put_text(folder, definition, f"{table}.cdm.json", work)
    else:
        copies = [work / f"{table}-{number}.known" for number in range(len(before))]
        for location, copy in zip(before, copies, strict=True):
            folder.fetch(location, copy)
        database.execute("create or replace temp table known as from read_parquet(?)", [[str(copy) for copy in copies]])
        outcome = _compare(database, table, list(columns))
        if not outcome.upserts + outcome.deletes:
            return outcome, []
        key, *others = columns
        # of a row that is gone nobody needs more than its key
        emptied = ", ".join(f'cast(null as {columns[column]}) as "{column}"' for column in others)
        hour = f"{table}/IncrementalData/{now:%Y/%m/%d/%H}"
        if outcome.upserts:
            _put_rows(
                database, f"select *, {changed_at} from upserts", folder, f"{hour}/Upserts", f"{now:{VERSION}}", work
            )
        if outcome.deletes:
            deletes = f'select "{key}", {emptied}, {changed_at} from deletes'
            _put_rows(database, deletes, folder, f"{hour}/Deletes", f"{now:{VERSION}}", work)
        rows = (
            f"select *, {changed_at} from upserts union all by name "
            f'select known.* from known semi join "wanted_{table}" using ("{key}") '
            f'anti join upserts using ("{key}") order by "{key}"'
        )
    _replace_rows(database, rows, folder, f"{table}/FullData", work)
    return outcome, _put_rows(database, rows, folder, f"{table}/Partitions/{now:{VERSION}}", "part", work)


def _put_rows(
    database: duckdb.DuckDBPyConnection, rows: str, folder: Folder, path: str, name: str, work: Path
) -> list[str]:
    """Writes the rows of a query as ``path``/``name``-<number>.parquet, far below the limit of 1 GB; the paths."""
    written = Path(tempfile.mkdtemp(dir=work))
    database.execute(
        f"copy ({rows}) to '{written}' (format parquet, per_thread_output false, "
        f"file_size_bytes '256MB', filename_pattern '{name}-{{i}}', overwrite_or_ignore)"
    )
    placed = []
    for file in sorted(written.iterdir()):
        placed.append(f"{path}/{file.name}")
        folder.put(file, placed[-1])
    shutil.rmtree(written)
    return placed


def _replace_rows(database: duckdb.DuckDBPyConnection, rows: str, folder: Folder, path: str, work: Path) -> None:
    """Writes the rows of a query in place of the files of a folder."""
    written = {place.rsplit("/", 1)[1] for place in _put_rows(database, rows, folder, path, "part", work)}
    for left in set(folder.listed(path)) - written:
        folder.remove(f"{path}/{left}")


def _put_text(folder: Folder, text: bytes, path: str, work: Path) -> None:
    file = work / "text"
    file.write_bytes(text)
    folder.put(file, path)


def _forget(folder: Folder, table: str, now: datetime) -> None:
    """Removes partitions that a newer version replaced a day ago, and increments of more than 30 days ago."""
    for version, following in pairwise(folder.listed(f"{table}/Partitions")):
        if datetime.strptime(following, VERSION).replace(tzinfo=UTC) < now - PARTITIONS_KEPT:
            folder.remove(f"{table}/Partitions/{version}")
    for day in _days(folder, f"{table}/IncrementalData"):
        if day < f"{now - INCREMENTS_KEPT:%Y/%m/%d}":
            folder.remove(f"{table}/IncrementalData/{day}")


def _days(folder: Folder, path: str) -> Iterator[str]:
    for year in folder.listed(path):
        for month in folder.listed(f"{path}/{year}"):
            for day in folder.listed(f"{path}/{year}/{month}"):
                yield f"{year}/{month}/{day}"


def _entity(table: str, partitions: list[str]) -> dict:
    return {
        "type": "LocalEntity",
        "entityName": table,
        "entityPath": f"{table}.cdm.json/{table}",
        "dataPartitions": [
            {"location": partition, "exhibitsTraits": [{"traitReference": "is.partition.format.parquet"}]}
            for partition in partitions
        ],
    }


def _definition(table: str, columns: dict[str, str]) -> bytes:
    key = {"name": "attribute", "value": f"{table}/(resolvedAttributes)/{next(iter(columns))}"}
    attributes = []
    for name, kind in columns.items():
        attribute = {"name": name, "dataFormat": DATA_FORMATS.get(kind, "Decimal")}
        if kind.startswith("DECIMAL"):
            precision, scale = kind[len("DECIMAL(") : -1].split(",")
            arguments = [{"name": "precision", "value": int(precision)}, {"name": "scale", "value": int(scale)}]
            shaped = {"traitReference": "is.dataFormat.numeric.shaped", "arguments": arguments}
            attribute["appliedTraits"] = [shaped]
        attributes.append(attribute)
    entity = {
        "entityName": table,
        "exhibitsTraits": [{"traitReference": "is.identifiedBy", "arguments": [key]}],
        "hasAttributes": attributes,
    }
    return _json({"definitions": [entity]})


def _json(content: dict) -> bytes:
    head = {"jsonSchemaSemanticVersion": "1.0.0", "imports": [{"corpusPath": "cdm:/foundations.cdm.json"}]}
    return json.dumps(head | content, indent=2).encode()
