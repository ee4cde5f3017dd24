"""Checks the tables of a Common Data Model folder: their partitions, increments, columns and values."""

import json
import re
from urllib.parse import unquote, urlparse

import duckdb

from python_helpers.handover.cdm_tables import Attribute, Table, Undescribed, listed
from python_helpers.handover.findings import INTEGERS, NAME, Findings, first_line, more, quote
from python_helpers.handover.rules import DIGITS, PARTITION_BYTES, PARTITION_FILES

HOUR = re.compile(r"\d{4}/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/([01]\d|2[0-3])/(Upserts|Deletes)/[^/]+")
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


def check_manifest(findings: Findings, file: str) -> None:
    """Checks the tables of a manifest or a model.json, the ``file`` in the folder."""
    try:
        entities = list(listed(json.loads(findings.folder.read(file) or b""), "entities"))
    except (ValueError, RecursionError, OSError) as error:
        findings.violated("", "readable", f"{file}: {first_line(error)}")
        return
    except Undescribed as error:
        findings.violated("", "description", f"{file}: {error}")
        return
    if not entities:
        findings.violated("", "partition", f"{file} names no table")
    for number, entity in enumerate(entities, 1):
        name = entity.get("entityName" if file.endswith(".cdm.json") else "name")
        name = name if isinstance(name, str) and name else f"table {number}"
        findings.begin_table(name)
        try:
            table = Table.of_manifest(entity) if file.endswith(".cdm.json") else Table.of_model(entity)
        except (Undescribed, re.error, RecursionError, OverflowError, TypeError) as error:
            findings.violated(name, "description", f"{file}: {first_line(error)}")
            continue
        try:
            if table.definition:
                table.define(findings.folder.read(inside(table.definition.rpartition("/")[0])))
            _TableCheck(findings, table).run()
        except Undescribed as error:
            findings.violated(name, "description", f"{table.definition or file}: {error}")
        except (ValueError, TypeError, RecursionError, OSError) as error:
            findings.violated(name, "readable", f"{table.definition or file}: {first_line(error)}")
        except duckdb.Error as error:
            findings.violated(name, "readable", first_line(error))


def inside(path: str) -> str:
    """The path of a file. Raises ``Undescribed`` when it is none, or leads out of the folder."""
    if not path or ".." in path.split("/"):
        raise Undescribed(f"its file, {path!r}, is none of the folder")
    return path


class _TableCheck:
    """The check of one table."""

    def __init__(self, findings: Findings, table: Table):
        self.findings = findings
        self.table = table
        self.folder = findings.folder
        self.database = findings.database

    def _violated(self, rule: str, found: str) -> None:
        self.findings.violated(self.table.name, rule, found)

    def run(self) -> None:
        """Checks all its files."""
        for name, attribute in self.table.attributes.items():
            if attribute.precision and attribute.precision > DIGITS:
                self._violated("decimal", f"{name} is declared with {attribute.precision} digits")
        partitions = self._partitions()
        parquet = [path for path, is_parquet in partitions if is_parquet]
        csv = [path for path, is_parquet in partitions if not is_parquet]
        if self.table.model and parquet:
            self._violated("format", f"{parquet[0]} is Parquet, described by a model.json")
        increments = self._increments()
        for path in [*parquet, *(path for path in increments if path.endswith(".parquet"))]:
            self._parquet(path)
        rows = []
        if parquet:
            rows.append(f"select * from read_parquet({self._places(parquet)}, union_by_name = true)")
        if csv:
            rows.append(self._csv(csv))
        if rows and all(rows):
            query = " union all by name ".join(rows)
            described = self.database.execute(f"describe {query}").fetchall()
            kinds = {name: kind for name, kind, *_ in described}
            key = self.table.key or self.findings.keys.get(self.table.name.lower())
            self.findings.check_key(self.table.name, kinds, lambda: self.database.sql(query), key)

    def _partitions(self) -> list[tuple[str, bool]]:
        """The paths of the partitions that exist, and whether each is Parquet."""
        found = []
        for location, form in self.table.partitions:
            # the part after the folder of an absolute address, as in model.json
            path = location
            if "://" in location:
                path = unquote(urlparse(location).path).rpartition(f"/{self.folder.root.rsplit('/', 1)[-1]}/")[2]
            if self.folder.exists(inside(path)):
                found.append((path, form))
            else:
                self._violated("partition", f"the file {location} is missing")
        for root, pattern, form in self.table.patterns:
            for path in self.folder.found(f"{inside(root).strip('/')}/**"):
                if pattern.fullmatch(path.removeprefix(root.strip("/")).lstrip("/")) or pattern.fullmatch(
                    path.rsplit("/", 1)[-1]
                ):
                    found.append((path, form))
        if not found and not self.table.partitions:
            self._violated("partition", "it names no partition, or none is there: it would have no rows")
        for path, _ in found:
            size = self.folder.size(path)
            if size > PARTITION_BYTES:
                self._violated("partition", f"{path} has {size / 1e9:.1f} GB")
        folders = [path.rpartition("/")[0] for path, _ in found]
        for folder in sorted(set(folders)):
            if folders.count(folder) > PARTITION_FILES:
                self._violated("partition", f"{folder} holds {folders.count(folder)} files")
        unknown = [path for path, form in found if form is None]
        if unknown:
            self._violated("format", f"{unknown[0]} is neither CSV nor Parquet{more(unknown)}")
        return [(path, form) for path, form in found if form is not None]

    def _increments(self) -> list[str]:
        """The files for incremental ingestion, of FullData too."""
        if not NAME.fullmatch(self.table.name):
            return []
        full = self.folder.found(f"{self.table.name}/FullData/**")
        increments = self.folder.found(f"{self.table.name}/IncrementalData/**")
        if not increments:
            return full
        if not full:
            self._violated("increment", "FullData is missing or empty")
        wrong = [path for path in increments if not HOUR.fullmatch(path.split("/IncrementalData/", 1)[1])]
        if wrong:
            self._violated("increment", f"{wrong[0]} lies in no folder of an hour{more(wrong)}")
        times = [name for name, attribute in self.table.attributes.items() if attribute.form in ("datetime", "date")]
        files = [path for path in increments if path.endswith(".parquet")]
        if not files:
            return full
        rows = f"read_parquet({self._places(files)}, union_by_name = true)"
        columns = self.database.sql(f"from {rows} limit 0").columns
        counts = self.database.sql(f"from {rows}").aggregate(
            ", ".join(["count(*)", *(f"count({quote(name)})" for name in times if name in columns)])
        ).fetchall()[0]  # fmt: skip
        if counts[0] not in counts[1:]:
            self._violated("increment", "no dateTime attribute has a value in each of their rows")
        return full + increments

    def _parquet(self, path: str) -> None:
        place = self._places([path])
        fields = self.database.execute(
            f"select name, type, precision from parquet_schema({place}) where num_children is null"
        ).fetchall()
        for name, kind, precision in fields:
            if kind == "INT96":
                self._violated("type", f"{path}: {name} is INT96")
            if precision and int(precision) > DIGITS:
                self._violated("decimal", f"{path}: {name} has {precision} digits")
        columns = {
            name: kind for name, kind, *_ in self.database.execute(f"describe from read_parquet({place})").fetchall()
        }
        if columns.keys() != self.table.attributes.keys():
            self._columns_differ(path, list(columns))
            return
        for name, attribute in self.table.attributes.items():
            kind = columns[name].split("(")[0]
            if kind == "VARCHAR" and attribute.form in PARSED and "date" in attribute.form:
                self._values(path, f"read_parquet({place})", {name: attribute})
            elif kind not in TYPES.get(attribute.form, [kind]):
                found = f"{path}: {name} is {columns[name].lower()}, declared {attribute.given}"
                self._violated("attribute", found)

    def _csv(self, paths: list[str]) -> str:
        """A query of the rows of CSV files; empty when they can't be read."""
        names = "{" + ", ".join(f"{literal(name)}: 'varchar'" for name in self.table.attributes) + "}"
        settings = ", ".join([
            f"columns = {names}", "auto_detect = false", "store_rejects = true", "quote = '\"'", "escape = '\"'",
            f"header = {str(self.table.header).lower()}", f"delim = {literal(self.table.delimiter)}",
        ])  # fmt: skip
        rows = f"select * from read_csv({self._places(paths)}, {settings})"
        self.database.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        self.database.execute(f"create or replace temp table csv_rows as {rows}")
        wrong = self.database.execute(
            "select parse_filename(file_path), line, error_message from reject_errors join reject_scans "
            "using (scan_id, file_id) order by all"
        ).fetchall()
        for file, line, message in wrong[:1]:
            self._violated("attribute", f"{file}, line {line}: {first_line(message)}{more(wrong)}")
        self._values(paths[0], "csv_rows", self.table.attributes)
        return rows.replace("store_rejects = true", "ignore_errors = true")

    def _values(self, path: str, rows: str, attributes: dict[str, Attribute]) -> None:
        """Looks for text that is no value of its attribute; values in a declared format are left alone."""
        for name, attribute in attributes.items():
            if attribute.form not in PARSED or attribute.formatted:
                continue
            column = quote(name)
            parsed = PARSED[attribute.form].replace("{}", column)
            wrong, example, iso, others = self.database.execute(
                f"select count(*) filter ({parsed} is null), any_value({column}) filter ({parsed} is null), "
                f"count(*) filter ({column} like '____-%'), count(*) filter ({column} like '%/%') "
                f"from {rows} where {column} <> ''"
            ).fetchall()[0]
            if wrong:
                found = f"{path}: {name} is no {attribute.given} in {wrong:,} rows, as {example!r}"
                self._violated("value", found)
            elif "date" in attribute.form and iso and others:
                self._violated("value", f"{path}: {name} is ISO 8601 in {iso:,} rows, not in {others:,}")

    def _columns_differ(self, path: str, columns: list[str]) -> None:
        missing = [name for name in self.table.attributes if name not in columns]
        extra = [name for name in columns if name not in self.table.attributes]
        said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)} beside"] * bool(extra)
        self._violated("attribute", f"{path} {' and '.join(said)}")

    def _places(self, paths: list[str]) -> str:
        """A list of files, in DuckDB's SQL."""
        return "[" + ", ".join(literal(self.folder.address(path)) for path in paths) + "]"


def literal(text: str) -> str:
    """The text as SQL."""
    return "'" + text.replace("'", "''") + "'"
