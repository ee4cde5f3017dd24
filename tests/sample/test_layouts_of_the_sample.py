"""A sample in another layout holds the same records with the same values as in the append-only layout."""

import re
from datetime import date, datetime

import duckdb
import pytest
from support.exports import write_models, write_rows
from support.lake import LOADER_TABLES
from support.project import ROOT
from support.sample_files import all_bytes
from typer.testing import CliRunner

from python_helpers.bronze.load import Loader
from python_helpers.cli import app
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES
from python_helpers.sample.generate import CONTAINER, TABLE, generate
from python_helpers.sample.layouts import LAYOUTS, lay_out
from python_helpers.sample.tables import CUSTOMER, SALES_TABLES
from python_helpers.sample.versions import newest

TABLES = {table.name: table for table in (CUSTOMER, *SALES_TABLES)}
COLUMNS = {name: [*table.types] for name, table in TABLES.items()} | {
    name: columns.split() for name, (_, columns) in METADATA_FILES.items()
}
OTHERS = sorted(LAYOUTS)
CURRENT = [layout for layout in OTHERS if layout != "incremental"]
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}(Z|\+00:00)?")
US = re.compile(r"\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M")
# The place of each version, in the order of macros/history/history.sql, and the last of each record.
LAST = """
    with placed as (
        select *, strptime(sinkmodifiedon, '%m/%d/%Y %I:%M:%S %p') as sink, isdelete = 'True' as gone
        from bronze.{0}
    ),
    numbered as (
        select placed.*, coalesce(placed.versionnumber::bigint, (
            select max(earlier.versionnumber::bigint) from placed as earlier
            where lower(earlier.id) = lower(placed.id) and (
                earlier.sink < placed.sink or (earlier.sink = placed.sink and (
                    earlier._source_file <> placed._source_file or earlier._source_row < placed._source_row)))
        ), 0) as version
        from placed
    )
    from numbered where id is not null
    qualify row_number() over (partition by lower(id) order by
        version desc, coalesce(gone, false) and versionnumber is null and version > 0 desc, sink desc,
        coalesce(gone, false) desc, _source_file desc, _source_row desc) = 1
"""


class Loaded:
    """An export, loaded into a database in memory."""

    def __init__(self, export):
        self.export = export
        self.cursor = duckdb.connect(config={"threads": 2})
        sources = [
            {"unique_id": name, "name": name, "identifier": name, "source_name": source, "schema": "bronze",
             "columns": dict.fromkeys(COLUMNS.get(name, []))}
            for source, names in (("dataverse", COLUMNS), ("loader", LOADER_TABLES)) for name in names
        ]  # fmt: skip
        Loader(self.cursor, sources, str(export), "").run({*COLUMNS, *LOADER_TABLES})

    def rows(self, sql, columns):
        """The rows of a query, sorted."""
        listed = ", ".join(f'"{column}"' for column in columns)
        found = self.cursor.execute(f"select {listed} from ({sql})").fetchall()
        return sorted((tuple(map(cell, row)) for row in found), key=repr)


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A sample in each layout, loaded into a database of its own."""
    loaded = {}
    for layout in ("append-only", *OTHERS):
        folder = tmp_path_factory.mktemp(layout)
        generate(folder, customers=60, changes=500, contacts=20, seed=7, as_of=date(2022, 12, 31))
        if layout in LAYOUTS:
            lay_out(folder, layout)
        loaded[layout] = Loaded(folder / CONTAINER)
    return loaded


def cell(text):
    """A cell as each layout says the same thing: times in ISO, in UTC; booleans in lower case."""
    if text and ISO.fullmatch(text):
        return text[:19]
    if text and US.fullmatch(text):
        return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").isoformat()
    return text.lower() if text in ("True", "False") else text


@pytest.mark.parametrize("table", TABLES)
def test_incremental_folders_hold_every_row(samples, table):
    columns = TABLES[table].types
    classic, found = (samples[one].rows(f"from bronze.{table}", columns) for one in ("append-only", "incremental"))
    assert found == classic
    assert classic
    assert samples["incremental"].cursor.execute("from bronze.quarantine").fetchall() == []


@pytest.mark.parametrize("layout", CURRENT)
@pytest.mark.parametrize("table", TABLES)
def test_the_records_that_live_have_the_last_values(samples, layout, table):
    columns = [column for column in TABLES[table].types if column != "IsDelete"]
    classic = samples["append-only"].rows(f"from ({LAST.format(table)}) where gone is not true", columns)
    found = samples[layout].rows(f"from bronze.{table} where isdelete is distinct from 'true'", columns)
    assert found == classic
    assert classic


@pytest.mark.parametrize("layout", ["delta", "fabric"])
@pytest.mark.parametrize("table", TABLES)
def test_delta_tables_keep_the_records_that_were_deleted(samples, layout, table):
    classic = samples["append-only"].rows(f"from ({LAST.format(table)}) where gone", ["Id"])
    assert samples[layout].rows(f"from bronze.{table} where isdelete = 'true'", ["Id"]) == classic


def test_the_sample_has_what_makes_the_last_version_hard_to_find(samples):
    """Late rows and deletes without a number: neither the last row nor the newest one is always the last version."""
    last, lake = LAST.format(TABLE), samples["append-only"]
    for order in (
        "_source_file desc, _source_row desc",
        "sink desc",
        "try_cast(versionnumber as bigint) desc nulls last",
    ):
        naive = f"""
            from (select *, strptime(sinkmodifiedon, '%m/%d/%Y %I:%M:%S %p') as sink from bronze.{TABLE})
            where id is not null qualify row_number() over (partition by lower(id) order by {order}) = 1
        """
        columns = [*CUSTOMER.types]
        assert lake.rows(naive, columns) != lake.rows(last, columns), order


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ([("a", 1, 5, ""), ("b", 2, 4, "")], "a"),  # the older version arrives later
        ([("a", 1, 5, ""), ("b", 2, 5, "")], "b"),  # exported again
        ([("a", 1, 5, ""), ("b", 1, None, "True")], "b"),
        ([("a", 1, 5, ""), ("b", 2, None, "True"), ("c", 3, 5, "")], "b"),  # what it deleted is sent again
        ([("a", 1, 5, ""), ("b", 2, 6, "True"), ("c", 3, 6, "")], "c"),
        ([("a", 1, 5, ""), ("b", 2, None, "True"), ("c", 3, 7, "")], "c"),  # it comes back
        ([("a", 1, 0, ""), ("b", 2, None, "True"), ("c", 3, 0, "")], "c"),
    ],
)
def test_the_last_version_is_the_one_that_silver_takes(tmp_path, rows, last):
    columns = {
        "Id": "guid",
        "name": "string",
        **dict.fromkeys(["SinkModifiedOn", "versionnumber", "IsDelete"], "string"),
    }
    write_models(tmp_path, dim=columns)
    for name, second, version, gone in rows:
        sink = f"1/1/2026 8:00:0{second} AM"
        row = {"Id": "A", "name": name, "SinkModifiedOn": sink, "versionnumber": version, "IsDelete": gone}
        write_rows(tmp_path, "dim", columns, row)
    (found,) = newest(Export(str(tmp_path)).table("dim"))
    assert f'"{last}"' in found.raw.decode()


@pytest.mark.parametrize("layout", OTHERS)
@pytest.mark.parametrize("name", METADATA_FILES)
def test_the_labels_of_choices_are_the_same(samples, layout, name):
    columns = [column for column in METADATA_FILES[name][1].split() if column != "ExternalValue"]
    classic, found = (samples[one].rows(f"from bronze.{name}", columns) for one in ("append-only", layout))
    assert found == classic
    assert classic


@pytest.mark.parametrize(
    ("layout", "there", "in_place", "delta"),
    [
        ("incremental", "2021-01-01T00.00.00Z/crc33_customer/2021.csv", False, False),
        ("in-place", "crc33_customer/2021.csv", True, False),
        ("delta", "deltalake/crc33_customer_partitioned/_delta_log", False, True),
        ("fabric", "Tables/crc33_customer/_delta_log", False, True),
    ],
)
def test_each_layout_is_recognized(samples, layout, there, in_place, delta):
    root = samples[layout].export
    export = Export(str(root))
    assert (root / there).exists()
    assert export.table_names() == sorted(TABLES)
    table = export.table(TABLE)
    assert (table.in_place, table.delta is not None) == (in_place, delta)
    assert [folder.name for folder in export.unfinished] == [export.in_progress] * (layout == "incremental")
    assert export.warnings == []


def sample(*arguments):
    return CliRunner().invoke(app, ["sample", *map(str, arguments)])


@pytest.mark.parametrize("layout", OTHERS)
def test_the_command_writes_the_layout_and_appends_to_none_but_append_only(tmp_path, layout):
    assert sample(tmp_path, "--customers", "5", "--layout", layout).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONTAINER, "finance", "truth"]
    before = all_bytes(tmp_path)
    for arguments in ([], ["--layout", layout]):
        refused = sample(tmp_path, "--append", "5", *arguments)
        assert refused.exit_code == 1
        assert "append-only layout" in " ".join(refused.output.split())
    assert all_bytes(tmp_path) == before


def test_append_only_is_the_layout_that_needs_no_option(tmp_path):
    assert sample(tmp_path / "plain", "--customers", "5").exit_code == 0
    assert sample(tmp_path / "named", "--customers", "5", "--layout", "append-only").exit_code == 0
    assert all_bytes(tmp_path / "plain") == all_bytes(tmp_path / "named")


def test_the_command_knows_every_layout():
    page = (ROOT / "docs" / "sample.md").read_text()
    assert [layout for layout in ("append-only", *OTHERS) if f"`{layout}`" not in page] == []
