"""Runs the real project in its own folder, on its own export and finance file."""

import gc
import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import duckdb
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "Id SinkCreatedOn SinkModifiedOn statecode statuscode crc33_preferredcontactmethod crc33_cid crc33_name "
    "crc33_firstname crc33_lastname crc33_gender crc33_email crc33_telephone crc33_country crc33_city crc33_state "
    "crc33_postcode crc33_streetaddress crc33_dateofbirth versionnumber createdon modifiedon IsDelete"
).split()
# the staging of customers and finance, with the bronze that it reads
STAGING = ("--select", "+stg_dataverse__customer", "+stg_finance__customer_finance")
BEYOND_GOLD = ("path:models/handover", "path:models/reports")
FINANCE_HEADER = "cid,income,spend,credit_limit,currency,as_of_date"
# They say when a build ran, so they differ between two builds of the same data.
RUN_COLUMNS = {
    "_loaded_at",
    "revision",
    "_source_modified_at",
    "started_at",
    "seen_at",
    "loaded_at",
    "source_modified_at",
    "profile_version_id",
    "valid_from",
    "changed_attributes",
}


def record(columns: list[str] = COLUMNS, **values: object) -> str:
    """A CSV record with line end; text is quoted, None is empty."""
    cells = (values.get(column) for column in columns)
    quoted = ("" if cell is None else '"' + str(cell).replace('"', '""') + '"' for cell in cells)
    return ",".join(quoted) + "\r\n"


@dataclass
class Project:
    """``folder`` holds the export, the finance file, the database and dbt's own files."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT

    def __post_init__(self):
        self.export = self.folder / "export"
        self.finance = self.folder / "finance.csv"
        self.database = self.folder / "customer360.duckdb"

    def write_export(self, columns: list[str] = COLUMNS, **files: str) -> None:
        """Writes model.json and the partitions, named without suffix; rows are texts of ``record``."""
        table = self.export / "crc33_customer"
        table.mkdir(parents=True, exist_ok=True)
        attributes = [{"name": column, "dataType": "string"} for column in columns]
        model = {"name": "cdm", "entities": [{"name": "crc33_customer", "attributes": attributes}]}
        (self.export / "model.json").write_text(json.dumps(model))
        for name, text in files.items():
            (table / f"{name}.csv").write_bytes(text.encode())

    def append(self, file: str, text: str | bytes) -> None:
        """Appends to a partition of the export."""
        with (self.export / "crc33_customer" / f"{file}.csv").open("ab") as partition:
            partition.write(text if isinstance(text, bytes) else text.encode())

    def write_finance(self, *rows: str, header: str = FINANCE_HEADER, end: str = "\r") -> None:
        self.finance.write_bytes("".join(row + end for row in (header, *rows)).encode())

    def variables(self) -> dict[str, str]:
        return {
            "C360_EXPORT": str(self.export),
            "C360_FINANCE": str(self.finance),
            **({"C360_DUCKDB": str(self.database)} if self.database else {}),
            "DO_NOT_TRACK": "1",
            **self.environment,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs dbt as a user does; the result has what it printed in ``stdout``."""
        return subprocess.run(self.command(*arguments), cwd=self.root, env=self.process_environment(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip

    def command(self, *arguments: str) -> list[str]:
        dbt = str(Path(sys.executable).with_name("dbt"))
        return [dbt, "--no-use-colors", *arguments, "--target-path", str(self.folder), "--log-path", str(self.folder)]

    def process_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("C360_")}
        return {**kept, **self.variables()}

    def build(self, *arguments: str, tests: bool = False, without: tuple[str, ...] = BEYOND_GOLD) -> None:
        """Builds up to gold, with data tests if asked, in this process, which is quicker; fails when the build does.

        On one thread: with few rows two only wait for each other.
        """
        arguments += ("--threads", "1", "--exclude-resource-type", "unit_test", *(() if tests else ("test",)))
        arguments += ("--exclude", *without) if without else ()
        result = self._invoke("--quiet", "--no-write-json", "--log-level-file", "none", "build", *arguments)
        failed = [item for item in result.result or [] if item.status not in ("success", "pass", "warn", "no-op")]
        assert result.success, result.exception or [(item.node.name, item.message) for item in failed]

    def printed(self, *arguments: str) -> subprocess.CompletedProcess:
        """What ``run`` gives, but in this process, which is quicker; not after a change of the project's own files."""
        with io.StringIO() as text, redirect_stdout(text), redirect_stderr(text):
            code = 0 if self._invoke("--no-use-colors", *arguments).success else 1
            # the exception of a failed build keeps the database open
            gc.collect()
            return subprocess.CompletedProcess(arguments, code, text.getvalue())

    def _invoke(self, *arguments: str) -> dbtRunnerResult:
        paths = ["--project-dir", str(self.root), "--profiles-dir", str(self.root)]
        paths += ["--target-path", str(self.folder), "--log-path", str(self.folder)]
        with chdir(self.root), patch.dict(os.environ, self.process_environment(), clear=True):
            try:
                return dbtRunner(manifest=_manifest(self.root, paths, arguments)).invoke([*arguments, *paths])
            finally:
                DuckDBConnectionManager.close_all_connections()

    def manifest(self) -> dict:
        """What dbt knows about the project, after a command of ``run``."""
        return json.loads((self.folder / "manifest.json").read_text())

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(self.database, read_only=True) as database:
            return database.execute(sql).fetchall()

    def execute(self, *statements: str) -> None:
        """Changes the database behind dbt's back."""
        with duckdb.connect(self.database) as database:
            for statement in statements:
                database.execute(statement)

    def tables(self, schemas: tuple[str, ...] = ("silver", "gold")) -> dict[str, list[str]]:
        """The rows of all tables, sorted, without the columns that say when the build ran.

        Of gold.customer_profile_history only the current rows, and of gold.customer_timeline no changes of profiles:
        the others show what earlier builds saw.
        """
        found = {}
        with duckdb.connect(self.database, read_only=True) as database:
            names = database.execute(
                "select table_schema, table_name from information_schema.tables where list_contains(?, table_schema)",
                [list(schemas)],
            ).fetchall()
            for schema, name in names:
                rows = database.sql(f'from "{schema}"."{name}"')
                if (schema, name) == ("gold", "customer_profile_history"):
                    rows = rows.filter("is_current")
                if (schema, name) == ("gold", "customer_timeline"):
                    rows = rows.filter("kind <> 'profile'")
                run_columns = RUN_COLUMNS - ({"valid_from"} if schema == "silver" else set())
                columns = [column for column in rows.columns if column not in run_columns]
                found[f"{schema}.{name}"] = sorted(map(repr, rows.select(*columns).fetchall()))
        return found


_parsed = {}
# Variables that .yml files read, so that dbt must parse the project with them.
WHEN_PARSED = ("max_cluster_size", "duplicate_free_sources", "bronze_keeps_every_row")


def forget(root: Path) -> None:
    """Lets dbt parse the project again, because its files have changed."""
    for known in [known for known in _parsed if known[0] == root]:
        del _parsed[known]


def _manifest(root: Path, paths: list[str], arguments: tuple[str, ...]):
    given = yaml.safe_load(arguments[arguments.index("--vars") + 1]) if "--vars" in arguments else {}
    variables = json.dumps({name: value for name, value in given.items() if name in WHEN_PARSED}, sort_keys=True)
    if (root, variables) not in _parsed:
        parsed = dbtRunner().invoke(["--quiet", "parse", "--vars", variables, *paths]).result
        parsed.disabled = {}  # dbt fails to copy these
        _parsed[root, variables] = parsed
        DuckDBConnectionManager.close_all_connections()
    # a build changes its manifest
    return _parsed[root, variables].deepcopy()
