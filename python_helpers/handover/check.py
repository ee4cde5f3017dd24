"""Checks a folder of Delta tables, or a Common Data Model folder, against what Customer Insights accepts.

Whoever wrote the folder: Databricks, Spark, delta-rs, a dataflow. The rules are those of learn.microsoft.com,
dynamics365/customer-insights/data: connect-delta-lake, connect-common-data-model, incremental-refresh-data-sources, and
of the article common-data-ingestion-errors. Delta logs are read here and not by a library, because a library refuses
the tables that this must explain; their format is that of the Delta protocol (delta-io/delta, PROTOCOL.md).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import unquote, urlparse

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from python_helpers.export.lake import Folder

HISTORY = timedelta(days=15)
DIGITS = 16
PARTITION_BYTES, PARTITION_FILES = 1_000_000_000, 1000
NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
COMMIT = re.compile(r"(\d{20})\.json")
CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(\.\d{10}\.\d{10})?\.parquet")
INTERVAL = re.compile(r"(?:interval\s+)?(\d+)\s+(week|day|hour|minute|second|millisecond|microsecond)s?", re.I)
HOUR = re.compile(r"\d{4}/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/([01]\d|2[0-3])/(Upserts|Deletes)/[^/]+")
OVERWRITES = ("CREATE OR REPLACE", "REPLACE TABLE")
# The keys of our own tables; of others, any column may be the key.
KEYS = {
    "Customer": "customer_id",
    "CustomerActivity": "event_id",
    "CustomerAlternateKey": "alternate_key_id",
    "CustomerFinance": "finance_record_id",
    "CustomerMeasure": "customer_id",
    "CustomerSegment": "customer_segment_id",
}
INTEGERS = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"]
KEY_TYPES = ["VARCHAR", "UUID", *INTEGERS, "HUGEINT", "UBIGINT"]
# Types in DuckDB of a Parquet column, by the data format (dataType in model.json) of its attribute in lower case.
TYPES = {
    "string": ["VARCHAR"], "guid": ["VARCHAR", "UUID"], "json": ["VARCHAR"], "boolean": ["BOOLEAN"],
    "int16": INTEGERS, "int32": INTEGERS, "int64": INTEGERS,
    "double": ["DOUBLE", "FLOAT"], "float": ["DOUBLE", "FLOAT"], "decimal": ["DECIMAL"],
    "date": ["DATE"], "time": ["TIME"],
    "datetime": ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS"],
    "datetimeoffset": ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS"],
}  # fmt: skip
# What a value of a CSV file must be, by its data format; {} is the value. en-US is the default, ISO 8601 accepted.
PARSED = {
    "boolean": "try_cast({} as boolean)", "int16": "try_cast({} as bigint)", "int32": "try_cast({} as bigint)",
    "int64": "try_cast({} as bigint)", "double": "try_cast({} as double)", "float": "try_cast({} as double)",
    "decimal": "try_cast({} as decimal(38, 18))", "guid": "try_cast({} as uuid)",
    "date": "coalesce(try_cast({} as date), try_strptime({}, '%m/%d/%Y'))",
    "datetime": "coalesce(try_cast({} as timestamptz), try_strptime({}, ['%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', "
    "'%m/%d/%Y %H:%M:%S', '%m/%d/%Y']))",
}  # fmt: skip
PARSED["datetimeoffset"] = PARSED["datetime"]

# What a rule says, and how its violation is mended.
RULES = {
    "folder": (
        "The folder holds Delta tables directly below it, one folder each, or one *.manifest.cdm.json or model.json.",
        "Name the folder that holds the tables or the manifest, and write tables directly into it; it can't be the "
        "root of the container.",
    ),
    "name": (
        "Names of the folder and of tables begin with a letter and have only letters, digits and underscores.",
        "Write the table under another name; a managed table of Unity Catalog needs an external location instead.",
    ),
    "readable": (
        "Each file is complete and can be read.",
        "Write the table again, or restore the file from where it came.",
    ),
    "reader version": (
        "The Delta reader version is 1 or 2.",
        "Create the table anew without the features that ask for version 3, or drop them: ALTER TABLE … DROP FEATURE … "
        "TRUNCATE HISTORY.",
    ),
    "deletion vectors": (
        "A Delta table has no deletion vectors.",
        "ALTER TABLE … SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'false'); REORG TABLE … APPLY (PURGE); "
        "ALTER TABLE … DROP FEATURE deletionVectors.",
    ),
    "clustering": (
        "A Delta table has no liquid clustering.",
        "ALTER TABLE … CLUSTER BY NONE; ALTER TABLE … DROP FEATURE clustering; partition it instead, or not at all.",
    ),
    "type widening": (
        "No column of a Delta table had its type widened.",
        "ALTER TABLE … DROP FEATURE typeWidening, which writes the files again.",
    ),
    "type": (
        "Columns have no type timestamp_ntz or variant, and Parquet files no INT96.",
        "Cast to TIMESTAMP (in UTC) or STRING. For INT96 set spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS.",
    ),
    "decimal": (f"Decimals have at most {DIGITS} digits.", f"Cast to decimal({DIGITS}, …)."),
    "history": (
        "At least 15 days of versions are kept, without a gap, with the files that they need.",
        "ALTER TABLE … SET TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 30 days', "
        "'delta.deletedFileRetentionDuration' = 'interval 30 days'), and no VACUUM with a shorter time. When versions "
        "are lost already, run a one-time full refresh in Customer Insights.",
    ),
    "merge": (
        "Rows change by merge; a version that replaces all rows makes Customer Insights read all of them again.",
        "Write with MERGE, and without dbt's --full-refresh. What was replaced needs no mending.",
    ),
    "primary key": (
        "One column of type string, integer or GUID is the primary key: in every row, and each value once.",
        "Make one column of the several that are the key, and keep one row of each.",
    ),
    "partition": (
        "Each table of a Common Data Model folder names partitions, which exist; up to 1000 files in a folder, each up "
        "to 1 GB.",
        "List each file in dataPartitions of the manifest, and write files of 16 MB to 1 GB.",
    ),
    "format": (
        "Partitions are CSV or Parquet; a model.json can describe only CSV.",
        "Describe Parquet in a *.manifest.cdm.json, with the trait is.partition.format.parquet.",
    ),
    "attribute": (
        "A table's attributes are the columns of its files, by name and type.",
        "Write the .cdm.json (or model.json) and the files from the same columns.",
    ),
    "value": (
        "Each value is one of its attribute's type; dates and times are ISO 8601 or en-US, the same in the whole "
        "table, or in a format that the table declares.",
        "Write timestamps as 2026-01-31T06:15:00Z, or declare the format with the trait is.formatted.dateTime.",
    ),
    "increment": (
        "Increments lie in IncrementalData/yyyy/mm/dd/hh/Upserts and …/Deletes, beside FullData, and have a dateTime "
        "attribute that is never empty: Last updated.",
        "Move the files to the UTC hour in which they were written, and give each row the time of its change.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Violation:
    """A rule that is broken, by which table, and how."""

    table: str
    rule: str
    found: str

    @property
    def demand(self) -> str:
        return RULES[self.rule][0]

    @property
    def mend(self) -> str:
        return RULES[self.rule][1]


@dataclass
class Check:
    """A check of ``folder``. ``keys`` names the key columns of tables; ``tables`` are those found, with their rows."""

    folder: Folder
    keys: dict[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self):
        # Databricks may write names in lower case
        self.keys = {table.lower(): column for table, column in (KEYS | self.keys).items()}
        self.violations: list[Violation] = []
        self.tables: dict[str, int] = {}
        self.form = ""
        self.database = duckdb.connect()
        self.database.execute("set TimeZone = 'UTC'")
        if not self.folder.is_local:
            self.database.register_filesystem(self.folder.files)

    def run(self) -> "Check":
        """Looks at all that the folder holds."""
        names = self.folder.listed("")
        if not names:
            self._violated("", "folder", "it is empty, or doesn't exist")
            return self
        described = [name for name in names if name.endswith(".manifest.cdm.json")] or [
            name for name in names if name == "model.json"
        ]
        if described:
            self.form = "Common Data Model"
            self._name_of_folder()
            for name in described:
                self._manifest(name)
            return self
        self.form = "Delta"
        if "_delta_log" in names:
            self._violated("", "folder", "it is a Delta table itself, not the folder of tables")
            return self
        self._name_of_folder()
        for name in names:
            if self.folder.exists(f"{name}/_delta_log"):
                self._delta(name)
            elif deeper := self.folder.found(f"{name}/**/_delta_log"):
                self._violated(name, "folder", f"{deeper[0].removesuffix('/_delta_log')} lies too deep")
        if not self.tables and not self.violations:
            self._violated("", "folder", "there is no Delta table and no manifest in it")
        return self

    def _violated(self, table: str, rule: str, found: str) -> None:
        self.violations.append(Violation(table, rule, found))

    def _name_of_folder(self) -> None:
        name = self.folder.root.rstrip("/").rsplit("/", 1)[-1]
        if not self.folder.is_local and "/" not in self.folder.root.strip("/"):
            self._violated("", "folder", "it is the root of the container")
        elif not NAME.fullmatch(name):
            self._violated("", "name", f"the folder is named {name}")

    def _name(self, table: str) -> None:
        if not NAME.fullmatch(table):
            self._violated(table, "name", f"the table is named {table}")

    # Delta tables

    def _delta(self, table: str) -> None:
        self.tables[table] = 0
        self._name(table)
        try:
            log = DeltaLog.read(self.folder, table, self.database)
        except (ValueError, KeyError, duckdb.Error) as error:
            self._violated(table, "readable", f"its log: {_first_line(error)}")
            return
        for rule, found in [*log.features(), *log.columns(), *log.history(self.folder, self.now)]:
            self._violated(table, rule, found)
        missing = [path for path in log.active if not self.folder.exists(f"{table}/{unquote(path)}")]
        if missing:
            self._violated(table, "readable", f"the file {missing[0]} is missing{_more(missing)}")
            return
        try:
            delta = DeltaTable(self.folder.address(table), storage_options=self.folder.options)
            columns = self.database.from_arrow(delta.scan()).limit(0)
            kinds = dict(zip(columns.columns, map(str, columns.types), strict=True))
            self._key(table, kinds, lambda: self.database.from_arrow(delta.scan()), self.keys.get(table.lower()))
        except (DeltaError, OSError, duckdb.Error, ValueError) as error:
            # mostly because of what was told already
            if not any(violation.table == table for violation in self.violations):
                self._violated(table, "readable", _first_line(error))

    def _key(self, table: str, columns: dict[str, str], rows, key: str | None) -> None:
        """Counts the rows, and looks for a key: ``key``, or any column. ``rows`` gives a relation to read once."""
        self.tables[table] = rows().count("*").fetchall()[0][0]
        if key and key not in columns:
            self._violated(table, "primary key", f"it has no column {key}")
            return
        reasons = []
        for column in [key] if key else columns:
            if columns[column] not in KEY_TYPES:
                reasons.append(f"{column} is a {columns[column].lower()}")
                continue
            empty, twice = rows().aggregate(
                f'count(*) - count("{column}"), count("{column}") - count(distinct "{column}")'
            ).fetchall()[0]  # fmt: skip
            if not empty + twice:
                return
            reasons.append(f"{column} is empty in {empty:,} rows and repeated in {twice:,}")
        self._violated(table, "primary key", "; ".join(reasons[:3]) + (" …" if len(reasons) > 3 else ""))

    # Common Data Model folders

    def _manifest(self, file: str) -> None:
        try:
            described = json.loads(self.folder.read(file) or b"")
            entities = described["entities"]
        except (ValueError, KeyError) as error:
            self._violated("", "readable", f"{file}: {_first_line(error)}")
            return
        if not entities:
            self._violated("", "partition", f"{file} names no table")
        for entity in entities:
            table = Table.of_manifest(entity) if file.endswith(".cdm.json") else Table.of_model(entity)
            self.tables[table.name] = 0
            self._name(table.name)
            try:
                if table.definition:
                    table.define(self.folder.read(table.definition.split("/")[0]))
                self._cdm(table)
            except (ValueError, KeyError, TypeError) as error:
                self._violated(table.name, "readable", f"{table.definition or file}: {_first_line(error)}")
            except duckdb.Error as error:
                self._violated(table.name, "readable", _first_line(error))

    def _cdm(self, table: "Table") -> None:
        for name, attribute in table.attributes.items():
            if attribute.precision and attribute.precision > DIGITS:
                self._violated(table.name, "decimal", f"{name} is declared with {attribute.precision} digits")
        partitions = self._partitions(table)
        parquet = [path for path, is_parquet in partitions if is_parquet]
        csv = [path for path, is_parquet in partitions if not is_parquet]
        if table.model and parquet:
            self._violated(table.name, "format", f"{parquet[0]} is Parquet, described by a model.json")
        increments = self._increments(table)
        for path in [*parquet, *(path for path in increments if path.endswith(".parquet"))]:
            self._parquet(table, path)
        rows = []
        if parquet:
            rows.append(f"select * from read_parquet({self._places(parquet)}, union_by_name = true)")
        if csv:
            rows.append(self._csv(table, csv))
        if rows and all(rows):
            query = " union all by name ".join(rows)
            described = self.database.execute(f"describe {query}").fetchall()
            kinds = {name: kind for name, kind, *_ in described}
            self._key(
                table.name, kinds, lambda: self.database.sql(query), table.key or self.keys.get(table.name.lower())
            )

    def _partitions(self, table: "Table") -> list[tuple[str, bool]]:
        """The paths of the partitions that exist, and whether each is Parquet."""
        found = []
        for location, form in table.partitions:
            # the part behind the folder of an absolute address, as in model.json
            path = location
            if "://" in location:
                path = unquote(urlparse(location).path).rpartition(f"/{self.folder.root.rsplit('/', 1)[-1]}/")[2]
            if self.folder.exists(path):
                found.append((path, form))
            else:
                self._violated(table.name, "partition", f"the file {location} is missing")
        for root, pattern, form in table.patterns:
            for path in self.folder.found(f"{root.strip('/')}/**"):
                if pattern.fullmatch(path.removeprefix(root.strip("/")).lstrip("/")) or pattern.fullmatch(
                    path.rsplit("/", 1)[-1]
                ):
                    found.append((path, form))
        if not found and not table.partitions:
            self._violated(table.name, "partition", "it names no partition, or none is there: it would have no rows")
        for path, _ in found:
            size = self.folder.size(path)
            if size > PARTITION_BYTES:
                self._violated(table.name, "partition", f"{path} has {size / 1e9:.1f} GB")
        folders = [path.rpartition("/")[0] for path, _ in found]
        for folder in sorted(set(folders)):
            if folders.count(folder) > PARTITION_FILES:
                self._violated(table.name, "partition", f"{folder} holds {folders.count(folder)} files")
        unknown = [path for path, form in found if form is None]
        if unknown:
            self._violated(table.name, "format", f"{unknown[0]} is neither CSV nor Parquet{_more(unknown)}")
        return [(path, form) for path, form in found if form is not None]

    def _increments(self, table: "Table") -> list[str]:
        """The files for incremental ingestion, of FullData too."""
        full = self.folder.found(f"{table.name}/FullData/**")
        increments = self.folder.found(f"{table.name}/IncrementalData/**")
        if not increments:
            return full
        if not full:
            self._violated(table.name, "increment", "FullData is missing or empty")
        wrong = [path for path in increments if not HOUR.fullmatch(path.split("/IncrementalData/", 1)[1])]
        if wrong:
            self._violated(table.name, "increment", f"{wrong[0]} lies in no folder of an hour{_more(wrong)}")
        times = [name for name, attribute in table.attributes.items() if attribute.form in ("datetime", "date")]
        files = [path for path in increments if path.endswith(".parquet")]
        if not files:
            return full
        rows = f"read_parquet({self._places(files)}, union_by_name = true)"
        columns = self.database.sql(f"from {rows} limit 0").columns
        counts = self.database.sql(f"from {rows}").aggregate(
            ", ".join(["count(*)", *(f'count("{name}")' for name in times if name in columns)])
        ).fetchall()[0]  # fmt: skip
        if counts[0] not in counts[1:]:
            self._violated(table.name, "increment", "no dateTime attribute has a value in each of their rows")
        return full + increments

    def _parquet(self, table: "Table", path: str) -> None:
        place = self._places([path])
        fields = self.database.execute(
            f"select name, type, precision from parquet_schema({place}) where num_children is null"
        ).fetchall()
        for name, kind, precision in fields:
            if kind == "INT96":
                self._violated(table.name, "type", f"{path}: {name} is INT96")
            if precision and int(precision) > DIGITS:
                self._violated(table.name, "decimal", f"{path}: {name} has {precision} digits")
        columns = {
            name: kind for name, kind, *_ in self.database.execute(f"describe from read_parquet({place})").fetchall()
        }
        if columns.keys() != table.attributes.keys():
            self._columns_differ(table, path, list(columns))
            return
        for name, attribute in table.attributes.items():
            kind = columns[name].split("(")[0]
            if kind == "VARCHAR" and attribute.form in PARSED and "date" in attribute.form:
                self._values(table, path, f"read_parquet({place})", {name: attribute})
            elif kind not in TYPES.get(attribute.form, [kind]):
                self._violated(
                    table.name, "attribute", f"{path}: {name} is {columns[name].lower()}, declared {attribute.given}"
                )

    def _csv(self, table: "Table", paths: list[str]) -> str:
        """A query of the rows of CSV files; empty when they can't be read."""
        names = "{" + ", ".join(f"'{name}': 'varchar'" for name in table.attributes) + "}"
        settings = ", ".join([
            f"columns = {names}", "auto_detect = false", "store_rejects = true", "quote = '\"'", "escape = '\"'",
            f"header = {str(table.header).lower()}", f"delim = '{table.delimiter}'",
        ])  # fmt: skip
        rows = f"select * from read_csv({self._places(paths)}, {settings})"
        self.database.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        self.database.execute(f"create or replace temp table csv_rows as {rows}")
        wrong = self.database.execute(
            "select parse_filename(file_path), line, error_message from reject_errors join reject_scans "
            "using (scan_id, file_id) order by all"
        ).fetchall()
        for file, line, message in wrong[:1]:
            self._violated(table.name, "attribute", f"{file}, line {line}: {_first_line(message)}{_more(wrong)}")
        self._values(table, paths[0], "csv_rows", table.attributes)
        return rows.replace("store_rejects = true", "ignore_errors = true")

    def _values(self, table: "Table", path: str, rows: str, attributes: dict[str, "Attribute"]) -> None:
        """Looks for text that is no value of its attribute; values in a declared format are left alone."""
        for name, attribute in attributes.items():
            if attribute.form not in PARSED or attribute.formatted:
                continue
            column = f'"{name}"'
            parsed = PARSED[attribute.form].replace("{}", column)
            wrong, example, iso, others = self.database.execute(
                f"select count(*) filter ({parsed} is null), any_value({column}) filter ({parsed} is null), "
                f"count(*) filter ({column} like '____-%'), count(*) filter ({column} like '%/%') "
                f"from {rows} where {column} <> ''"
            ).fetchall()[0]
            if wrong:
                found = f"{path}: {name} is no {attribute.given} in {wrong:,} rows, as {example!r}"
                self._violated(table.name, "value", found)
            elif "date" in attribute.form and iso and others:
                self._violated(table.name, "value", f"{path}: {name} is ISO 8601 in {iso:,} rows, not in {others:,}")

    def _columns_differ(self, table: "Table", path: str, columns: list[str]) -> None:
        missing = [name for name in table.attributes if name not in columns]
        extra = [name for name in columns if name not in table.attributes]
        said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)} beside"] * bool(extra)
        self._violated(table.name, "attribute", f"{path} {' and '.join(said)}")

    def _places(self, paths: list[str]) -> str:
        """A list of files, in DuckDB's SQL."""
        quoted = (self.folder.address(path).replace("'", "''") for path in paths)
        return "[" + ", ".join(f"'{place}'" for place in quoted) + "]"


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
            # the checkpoint tells the files; the earlier commits only what it may lack
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
            raise ValueError("it doesn't tell the protocol and the columns; is a commit or a checkpoint missing?")
        return cls(table, protocol, metadata, active, commits, clustered)

    @property
    def reader_version(self) -> int:
        return int(self.protocol["minReaderVersion"])

    @property
    def settings(self) -> dict[str, str]:
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
            yield "deletion vectors", f"{vectors[0]} has one{_more(vectors)}"
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
        told = {action["add"]["path"] for actions in self.commits.values() for action in actions if "add" in action}
        young = [path for path, add in self.active.items()
                 if path not in told and int(add.get("modificationTime") or 0) > since]  # fmt: skip
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
            yield "history", f"the file {gone[0]} of an earlier version is gone already{_more(gone)}"
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
        """When a version was written, in milliseconds since 1970; 0 when it isn't told."""
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


@dataclass(frozen=True)
class Attribute:
    """An attribute: its data format as ``given`` and in lower case, and what its traits say."""

    given: str
    precision: int | None = None
    formatted: bool = False

    @property
    def form(self) -> str:
        return self.given.lower()


@dataclass
class Table:
    """A table as a manifest or a model.json describes it.

    ``partitions`` are locations, and whether each is Parquet (None: neither that nor CSV); ``patterns`` are folders,
    with the pattern of their files and the same.
    """

    name: str
    partitions: list[tuple[str, bool | None]]
    patterns: list[tuple[str, re.Pattern, bool | None]] = field(default_factory=list)
    definition: str = ""
    attributes: dict[str, Attribute] = field(default_factory=dict)
    key: str | None = None
    model: bool = False
    formatted: bool = False
    header: bool = False
    delimiter: str = ","

    @classmethod
    def of_manifest(cls, entity: dict) -> "Table":
        table = cls(entity["entityName"], [], definition=entity["entityPath"])
        table.formatted = bool(
            _traits(entity.get("exhibitsTraits")).keys() & {"is.formatted.dateTime", "is.formatted.date"}
        )
        for partition in entity.get("dataPartitions", []):
            form = table._form(partition.get("exhibitsTraits"), partition["location"])
            table.partitions.append((partition["location"], form))
        for pattern in entity.get("dataPartitionPatterns", []):
            files = pattern.get("regularExpression") or _of_glob(pattern.get("globPattern", "*"))
            form = table._form(pattern.get("exhibitsTraits"), "")
            table.patterns.append((pattern["rootLocation"], re.compile(files), form))
        return table

    @classmethod
    def of_model(cls, entity: dict) -> "Table":
        notes = {note["name"] for note in entity.get("annotations", [])}
        custom = bool(notes & {"ci:CustomTimestampFormat", "ci:CustomDateFormat"})
        table = cls(entity["name"], [], model=True, formatted=custom)
        table.attributes = {
            attribute["name"]: Attribute(attribute.get("dataType", "unclassified"), None, custom)
            for attribute in entity["attributes"]
        }
        for partition in entity.get("partitions", []):
            if location := partition.get("location"):
                settings = partition.get("fileFormatSettings") or {}
                table.header = settings.get("columnHeaders", False)
                table.delimiter = settings.get("delimiter", ",")
                parquet = "parquet" in settings.get("$type", "").lower() or location.lower().endswith(".parquet")
                table.partitions.append((location, parquet))
        return table

    def _form(self, traits: list | None, location: str) -> bool | None:
        named = {name.lower(): arguments for name, arguments in _traits(traits).items()}
        if "is.partition.format.csv" in named:
            arguments = named["is.partition.format.csv"]
            self.header = str(arguments.get("columnHeaders", "false")).lower() == "true"
            self.delimiter = arguments.get("delimiter", ",")
            return False
        if "is.partition.format.parquet" in named:
            return True
        return {"csv": False, "parquet": True}.get(location.lower().rpartition(".")[2])

    def define(self, text: bytes | None) -> None:
        """Takes the attributes from the text of its .cdm.json. Raises ``ValueError`` or ``KeyError``."""
        if text is None:
            raise ValueError("the file is missing")
        name = self.definition.rsplit("/", 1)[-1]
        found = [made for made in json.loads(text)["definitions"] if made.get("entityName") == name]
        if not found:
            raise ValueError(f"it doesn't define {name}")
        identified = _traits(found[0].get("exhibitsTraits")).get("is.identifiedBy", {})
        self.key = str(next(iter(identified.values()))).rsplit("/", 1)[-1] if identified else None
        for attribute in found[0]["hasAttributes"]:
            traits = _traits(attribute.get("appliedTraits"))
            precision = traits.get("is.dataFormat.numeric.shaped", {}).get("precision")
            formatted = self.formatted or bool(traits.keys() & {"is.formatted.dateTime", "is.formatted.date"})
            given = attribute.get("dataFormat") or attribute.get("dataType") or "String"
            self.attributes[attribute["name"]] = Attribute(str(given), precision and int(precision), formatted)
            if attribute.get("purpose") == "identifiedBy" or "is.identifiedBy" in traits:
                self.key = attribute["name"]


def _traits(given: list | None) -> dict[str, dict]:
    """The arguments of traits, by the names of the traits."""
    traits = {}
    for trait in given or []:
        if isinstance(trait, str):
            traits[trait] = {}
            continue
        arguments = trait.get("arguments", [])
        traits[trait["traitReference"]] = {
            argument.get("name", str(place)) if isinstance(argument, dict) else str(place): argument.get("value")
            if isinstance(argument, dict)
            else argument
            for place, argument in enumerate(arguments)
        }
    return traits


def _of_glob(pattern: str) -> str:
    return ".*".join("[^/]*".join(map(re.escape, part.split("*"))) for part in pattern.split("**"))


def _more(found: list) -> str:
    return f", and {len(found) - 1:,} more" if len(found) > 1 else ""


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
