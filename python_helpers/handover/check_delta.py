"""Checks a Delta table, whoever wrote it: Databricks, Spark, delta-rs.

Its log is read here and not by a library, because a library refuses the tables that this must explain; the format is
that of the Delta protocol (delta-io/delta, PROTOCOL.md).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import unquote

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from python_helpers.export.delta import NOT_INSIDE
from python_helpers.export.lake import Folder
from python_helpers.handover.findings import Findings, first_line, more
from python_helpers.handover.rules import DIGITS, HISTORY

COMMIT = re.compile(r"(\d{20})\.json")
CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(\.\d{10}\.\d{10})?\.parquet")
INTERVAL = re.compile(r"(?:interval\s+)?(\d+)\s+(week|day|hour|minute|second|millisecond|microsecond)s?", re.I)
OVERWRITES = ("CREATE OR REPLACE", "REPLACE TABLE")


def check_delta(findings: Findings, table: str, now: datetime) -> None:
    """Checks the Delta table in a folder of that name."""
    folder = findings.folder
    findings.begin_table(table)
    try:
        log = DeltaLog.read(folder, table, findings.database)
        broken = [*log.features(), *log.columns(), *log.history(folder, now)]
        outside = [path for path in log.active if NOT_INSIDE.match(unquote(path))
                   or unquote(path).startswith("/") or ".." in unquote(path).split("/")]  # fmt: skip
        missing = [path for path in log.active if not folder.exists(f"{table}/{unquote(path)}")]
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError):
        findings.violated(table, "readable", "its log isn't one that the Delta protocol describes")
        return
    except (ValueError, OverflowError, OSError, duckdb.Error) as error:
        findings.violated(table, "readable", f"its log: {first_line(error)}")
        return
    for rule, found in broken:
        findings.violated(table, rule, found)
    if outside or missing:
        said = f"{outside[0]} lies outside of its folder" if outside else f"{missing[0]} is missing"
        findings.violated(table, "readable", f"the file {said}{more(outside or missing)}")
        return
    try:
        delta = DeltaTable(folder.address(table), storage_options=folder.options)
        columns = findings.database.from_arrow(delta.scan()).limit(0)
        kinds = dict(zip(columns.columns, map(str, columns.types), strict=True))
        findings.check_key(
            table, kinds, lambda: findings.database.from_arrow(delta.scan()), findings.keys.get(table.lower())
        )
    except (DeltaError, OSError, duckdb.Error, ValueError) as error:
        # mostly because of what is known already
        if not any(violation.table == table for violation in findings.violations):
            findings.violated(table, "readable", first_line(error))


@dataclass
class DeltaLog:
    """The log of a Delta table: its newest description, its data files and its versions.

    ``commits`` are those that are still there, by version; each is a list of actions.
    """

    table: str
    protocol: dict
    metadata: dict
    active: dict[str, dict]
    commits: dict[int, list[dict]]
    clustered: bool

    @classmethod
    def read(cls, folder: Folder, table: str, database: duckdb.DuckDBPyConnection) -> "DeltaLog":
        """Raises ``ValueError`` when the log is torn or lacks the description of the table."""
        files = folder.listed(f"{table}/_delta_log")
        commits = {}
        for file in files:
            if found := COMMIT.fullmatch(file):
                lines = folder.read(f"{table}/_delta_log/{file}").decode().splitlines()
                try:
                    commits[int(found[1])] = [json.loads(line) for line in lines if line.strip()]
                except ValueError as error:
                    raise ValueError(f"{file} is torn: {error}") from None
        checkpoints = [found for found in map(CHECKPOINT.fullmatch, files) if found]
        newest = max((int(found[1]) for found in checkpoints), default=-1)
        actions = [action for version, made in sorted(commits.items()) if version <= newest for action in made]
        parts = [found[0] for found in checkpoints if int(found[1]) == newest]
        if parts:
            # the checkpoint has the files; the earlier commits only what it may lack
            actions = [action for action in actions if not {"add", "remove"} & action.keys()]
            places = [folder.address(f"{table}/_delta_log/{part}") for part in parts]
            rows = database.execute("select to_json(c) from read_parquet(?, union_by_name = true) as c", [places])
            for (text,) in rows.fetchall():
                actions.append({name: action for name, action in json.loads(text).items() if action is not None})
        actions += [action for version, made in sorted(commits.items()) if version > newest for action in made]
        protocol, metadata, active, clustered = {}, {}, {}, False
        for action in actions:
            protocol = action.get("protocol", protocol)
            metadata = action.get("metaData", metadata)
            if "add" in action:
                active[action["add"]["path"]] = action["add"]
            if "remove" in action:
                active.pop(action["remove"]["path"], None)
            domain = action.get("domainMetadata", {})
            if domain.get("domain") == "delta.clustering":
                columns = json.loads(domain.get("configuration") or "{}").get("clusteringColumns")
                clustered = bool(columns) and not domain.get("removed")
        if not protocol or not metadata:
            raise ValueError("it doesn't have the protocol and the columns; is a commit or a checkpoint missing?")
        return cls(table, protocol, metadata, active, commits, clustered)

    @property
    def reader_version(self) -> int:
        """The version that a reader must have."""
        return int(self.protocol["minReaderVersion"])

    @property
    def settings(self) -> dict[str, str]:
        """The properties of the table."""
        given = self.metadata.get("configuration") or {}
        # DuckDB gives a map of the checkpoint as a list of pairs
        return given if isinstance(given, dict) else {pair["key"]: pair["value"] for pair in given}

    def features(self) -> Iterator[tuple[str, str]]:
        """Rules that the protocol breaks, and how."""
        named = {*(self.protocol.get("readerFeatures") or []), *(self.protocol.get("writerFeatures") or [])}
        if self.reader_version > 2:
            features = ", ".join(sorted(self.protocol.get("readerFeatures") or [])) or "no feature that it names"
            yield "reader version", f"it asks for reader version {self.reader_version}, for {features}"
        vectors = [path for path, add in self.active.items() if add.get("deletionVector")]
        if vectors:
            yield "deletion vectors", f"{vectors[0]} has one{more(vectors)}"
        elif "deletionVectors" in named or self.settings.get("delta.enableDeletionVectors") == "true":
            yield "deletion vectors", "they are turned on"
        if "clustering" in named or self.clustered:
            yield "clustering", "it is clustered"
        if named & {"typeWidening", "typeWidening-preview"} or self.settings.get("delta.enableTypeWidening") == "true":
            yield "type widening", "it is turned on"

    def columns(self) -> Iterator[tuple[str, str]]:
        """Rules that the columns break, and how."""
        for column in json.loads(self.metadata["schemaString"])["fields"]:
            for kind in _types(column["type"]):
                if kind in ("timestamp_ntz", "variant"):
                    yield "type", f"{column['name']} is {kind}"
                found = re.fullmatch(r"decimal\((\d+),\s*-?\d+\)", kind)
                if found and int(found[1]) > DIGITS:
                    yield "decimal", f"{column['name']} is {kind}"
            if "delta.typeChanges" in (column.get("metadata") or {}):
                yield "type widening", f"the type of {column['name']} was widened"

    def history(self, folder: Folder, now: datetime) -> Iterator[tuple[str, str]]:
        """Rules that the versions break, and how."""
        for name, default in (("logRetentionDuration", "30 days"), ("deletedFileRetentionDuration", "1 week")):
            given = self.settings.get(f"delta.{name}", f"interval {default}")
            found = INTERVAL.fullmatch(given.strip())
            kept = timedelta(**{f"{found[2].lower()}s": int(found[1])}) if found else None
            if kept is None or kept < HISTORY:
                yield "history", f"delta.{name} is {given.removeprefix('interval ')}"
        gaps = [before for before, after in pairwise(sorted(self.commits)) if after > before + 1]
        if gaps:
            yield "history", f"version {gaps[0] + 1} is missing"
        first = min(self.commits, default=0)
        since = (now - HISTORY).timestamp() * 1000
        listed = {action["add"]["path"] for actions in self.commits.values() for action in actions if "add" in action}
        young = [path for path, add in self.active.items()
                 if path not in listed and int(add.get("modificationTime") or 0) > since]  # fmt: skip
        if young:
            yield "history", f"versions before {first} are gone, and one of them is less than 15 days old"
        removed = {
            action["remove"]["path"]: int(action["remove"].get("deletionTimestamp") or 0)
            for actions in self.commits.values()
            for action in actions
            if "remove" in action
        }
        gone = [path for path, at in removed.items() if at > since
                and path not in self.active and not folder.exists(f"{self.table}/{unquote(path)}")]  # fmt: skip
        if gone:
            yield "history", f"the file {gone[0]} of an earlier version is gone already{more(gone)}"
        schema = None
        for version, actions in sorted(self.commits.items()):
            info = next((action["commitInfo"] for action in actions if "commitInfo" in action), {})
            given = next((action["metaData"]["schemaString"] for action in actions if "metaData" in action), schema)
            operation = info.get("operation") or ""
            mode = (info.get("operationParameters") or {}).get("mode", "")
            replaces = operation.startswith(OVERWRITES) or (operation == "WRITE" and mode.lower() == "overwrite")
            if version > first and replaces and given == schema and self._written(version) > since:
                yield "merge", f"version {version} replaced all rows ({operation})"
            schema = given

    def _written(self, version: int) -> int:
        """When a version was written, in milliseconds since 1970; 0 when it isn't known."""
        for action in self.commits[version]:
            if "commitInfo" in action:
                return int(action["commitInfo"].get("timestamp") or 0)
        return 0


def _types(kind: dict | str) -> Iterator[str]:
    """The plain types in a type of a Delta schema."""
    if isinstance(kind, str):
        yield kind
        return
    inner = [kind.get(name) for name in ("elementType", "keyType", "valueType") if name in kind]
    for part in [*inner, *(column["type"] for column in kind.get("fields", []))]:
        yield from _types(part)
