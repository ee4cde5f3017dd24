"""The tables for Customer Insights: what is written, and what a reader finds when something changes or goes wrong."""

import asyncio
import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest
from cdm.enums import CdmStatusLevel
from cdm.objectmodel import CdmCorpusDefinition
from cdm.storage import LocalAdapter
from deltalake import DeltaTable
from support.project import ROOT, Project, record

from python_helpers.handover.write import FILES, HandoverError, hand_over, write_containers

NOW = datetime(2026, 11, 21, 20, 55, tzinfo=UTC)
TABLES = [
    "Customer",
    "CustomerActivity",
    "CustomerAlternateKey",
    "CustomerFinance",
    "CustomerMeasure",
    "CustomerSegment",
]
CONDITIONS = ["AliasMapping", "AlwaysMatch", "Bypass", "NeverMatch"]
GOLD = {"Customer": "customers", "CustomerActivity": "customer_timeline", "CustomerFinance": "customer_finance",
        "CustomerMeasure": "customer_measures", "CustomerSegment": "customer_segments"}  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore:This property is likely:DeprecationWarning:cdm")
Row = tuple[str, int | None]


@pytest.fixture
def database():
    with duckdb.connect() as database:
        yield database


def give(database: duckdb.DuckDBPyConnection, *rows: Row, table: str = "Customer") -> None:
    """Fills a table to hand over with ``rows`` of customer_id and points, all seen at the same time."""
    values = ", ".join(f"('{key}', {'null' if points is None else points})" for key, points in rows)
    database.execute("create schema if not exists handover")
    database.execute(
        f"create or replace table handover.{table} as "
        "select customer_id::varchar as customer_id, points::int as points, "
        "timestamp '2026-01-02 03:04:05' as seen_at, 1.50::decimal(16, 2) as amount "
        f"from (values {values or '(null, null)'}) as v (customer_id, points) where customer_id is not null"
    )


def delta_rows(out: Path, table: str = "Customer") -> list[dict]:
    return DeltaTable(out / "handover" / "delta" / table).to_pyarrow_table().to_pylist()


def read_cdm(folder: Path) -> dict[str, pyarrow.Table]:
    """The tables as Microsoft's library reads them; it must not warn."""

    async def read() -> dict[str, pyarrow.Table]:
        corpus, messages, tables = CdmCorpusDefinition(), [], {}
        corpus.set_event_callback(lambda _, message: messages.append(message), CdmStatusLevel.WARNING)
        corpus.storage.mount("local", LocalAdapter(str(folder)))
        corpus.storage.default_namespace = "local"
        manifest = await corpus.fetch_object_async("local:/default.manifest.cdm.json")
        for entity in manifest.entities:
            definition = await corpus.fetch_object_async(entity.entity_path, manifest)
            resolved = await definition.create_resolved_entity_async(f"resolved{entity.entity_name}")
            files = []
            for partition in entity.data_partitions:
                assert [trait.named_reference for trait in partition.exhibits_traits] == ["is.partition.format.parquet"]
                path = corpus.storage.create_absolute_corpus_path(partition.location, manifest)
                files.append(corpus.storage.corpus_path_to_adapter_path(path))
            rows = pyarrow.concat_tables(pyarrow.parquet.read_table(file) for file in files)
            assert [attribute.name for attribute in resolved.attributes] == rows.column_names
            key = resolved.exhibits_traits.item("is.identifiedBy").arguments[0].value.named_reference
            assert key.rsplit("/", 1)[1] == rows.column_names[0]
            tables[entity.entity_name] = rows
        assert messages == []
        return tables

    return asyncio.run(read())


def cdm_points(out: Path) -> dict[str, int | None]:
    rows = read_cdm(out / "handover" / "cdm")["Customer"].to_pylist()
    assert len({row["customer_id"] for row in rows}) == len(rows)
    return {row["customer_id"]: row["points"] for row in rows}


def state(folder: Path) -> dict[str, int]:
    """Every file with the time of its last change."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_both_forms_hold_gold_and_a_deleted_customer_disappears(project: Project, tmp_path):
    ann = record(Id="a", crc33_cid="C1", crc33_firstname="Ann", crc33_email="ann@example.com", versionnumber=1)
    project.write_export(**{"2021": ann + record(Id="b", crc33_cid="C2", crc33_firstname="Bob", versionnumber=1)})
    project.write_finance("C1,1,2,3,EUR,2026-01-31", "C2,1,2,3,EUR,2026-01-31")
    for deleted, live in ((False, {"a", "b"}), (True, {"b"})):
        if deleted:
            project.append(
                "2021", record(Id="a", SinkModifiedOn="11/20/2030 1:00:00 PM", versionnumber=2, IsDelete="True")
            )
        project.build(without=())
        with duckdb.connect(project.database, read_only=True) as built:
            outcomes = hand_over(built, str(tmp_path / "out"), NOW + timedelta(hours=deleted))
        assert [outcome.table for outcome in outcomes["delta"]] == sorted(TABLES + CONDITIONS)
        tables = read_cdm(tmp_path / "out" / "handover" / "cdm")
        for table in TABLES:
            wanted = project.query(f"select count(*) from handover.{table}")[0][0]
            if table in GOLD:
                assert wanted == project.query(f"select count(*) from gold.{GOLD[table]}")[0][0]
            rows = delta_rows(tmp_path / "out", table)
            customers = {row["customer_id"] for row in rows}
            assert len(rows) == wanted
            key = tables[table].column_names[0]
            same = tables[table].drop_columns("handed_over_at").to_pylist()
            assert sorted(same, key=lambda row: row[key]) == sorted(rows, key=lambda row: row[key])
            if table != "CustomerActivity":
                assert customers - {None} <= live
                assert table == "CustomerSegment" or customers - {None} == live
    deletes = {form: {outcome.table: outcome.deletes for outcome in outcomes[form]} for form in outcomes}
    assert deletes["delta"] == deletes["cdm"]
    assert deletes["delta"]["Customer"] == 1
    (file,) = (tmp_path / "out" / "handover" / "cdm" / "Customer" / "IncrementalData").rglob("Deletes/*.parquet")
    (gone,) = pyarrow.parquet.read_table(file).to_pylist()
    assert {name: value for name, value in gone.items() if value} == {
        "customer_id": "a",
        "handed_over_at": NOW + timedelta(hours=1),
    }


def test_a_delta_table_meets_the_rules_of_customer_insights(database, tmp_path):
    give(database, ("a", 1))
    hand_over(database, str(tmp_path), NOW)
    give(database, ("a", 2), ("b", 1))
    hand_over(database, str(tmp_path), NOW)
    table = DeltaTable(tmp_path / "handover" / "delta" / "Customer")
    assert table.protocol().min_reader_version <= 2
    assert not table.protocol().reader_features
    types = {column.name: column.type.type for column in table.schema().fields}
    assert types == {"customer_id": "string", "points": "integer", "seen_at": "timestamp", "amount": "decimal(16,2)"}
    assert table.metadata().configuration == {
        "delta.logRetentionDuration": "interval 30 days",
        "delta.deletedFileRetentionDuration": "interval 30 days",
    }
    assert delta_rows(tmp_path)[0]["seen_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_added_changed_and_deleted_rows_go_into_one_merge(database, tmp_path):
    give(database, ("a", 1), ("b", None), ("c", 3), ("d", 4))
    hand_over(database, str(tmp_path), NOW)
    give(database, ("a", 1), ("b", 2), ("c", None), ("e", 5))
    outcomes = hand_over(database, str(tmp_path), NOW)
    table = DeltaTable(tmp_path / "handover" / "delta" / "Customer")
    assert table.version() == 1
    assert table.history(1)[0]["operation"] == "MERGE"
    assert {row["customer_id"]: row["points"] for row in delta_rows(tmp_path)} == {"a": 1, "b": 2, "c": None, "e": 5}
    for form in ("delta", "cdm"):
        (outcome,) = outcomes[form]
        assert (outcome.rows, outcome.upserts, outcome.deletes) == (4, 3, 1)


def test_nothing_is_written_when_nothing_changed(database, tmp_path):
    give(database, ("a", 1), ("b", None))
    give(database, table="CustomerSegment")
    hand_over(database, str(tmp_path), NOW)
    before = state(tmp_path)
    give(database, ("b", None), ("a", 1))
    outcomes = hand_over(database, str(tmp_path), NOW + timedelta(hours=2))
    assert state(tmp_path) == before
    assert [outcome.upserts + outcome.deletes for outcome in outcomes["delta"] + outcomes["cdm"]] == [0] * 4


def test_a_table_can_be_empty(database, tmp_path):
    for rows in ([], [("a", 1)], []):
        give(database, *rows)
        hand_over(database, str(tmp_path), NOW)
        assert len(delta_rows(tmp_path)) == len(cdm_points(tmp_path)) == len(rows)


def test_many_small_files_are_compacted(database, tmp_path):
    give(database)
    for number in range(FILES + 2):
        database.execute(f"insert into handover.Customer values ('{number}', {number}, timestamp '2026-01-01', 1)")
        hand_over(database, str(tmp_path), NOW)
    table = DeltaTable(tmp_path / "handover" / "delta" / "Customer")
    assert len(table.file_uris()) < FILES / 2
    assert len(delta_rows(tmp_path)) == FILES + 2


def test_a_new_column_causes_a_full_load(database, tmp_path):
    give(database, ("a", 1))
    hand_over(database, str(tmp_path), NOW)
    database.execute("alter table handover.Customer add column city varchar default 'Rome'")
    for _ in range(2):
        hand_over(database, str(tmp_path), NOW + timedelta(hours=1))
        assert delta_rows(tmp_path)[0]["city"] == "Rome"
        assert read_cdm(tmp_path / "handover" / "cdm")["Customer"]["city"].to_pylist() == ["Rome"]
    assert DeltaTable(tmp_path / "handover" / "delta" / "Customer").version() == 1
    assert not (tmp_path / "handover" / "cdm" / "Customer" / "IncrementalData").exists()


@pytest.mark.parametrize("seed", range(3))
def test_the_first_full_data_plus_increments_give_the_latest_state(database, tmp_path, seed):
    """Customer Insights takes for each key the record with the latest handed_over_at, even a delete."""
    chance = random.Random(seed)
    rows = {str(key): 0 for key in range(20)}
    give(database, *rows.items())
    hand_over(database, str(tmp_path), NOW)
    folder = tmp_path / "handover" / "cdm" / "Customer"
    first = {row["customer_id"]: row for row in pyarrow.parquet.read_table(folder / "FullData").to_pylist()}
    for step in range(1, 8):
        for key in chance.sample(range(30), 6):
            if chance.random() < 0.5:
                rows.pop(str(key), None)
            else:
                rows[str(key)] = step
        give(database, *rows.items())
        hand_over(database, str(tmp_path), NOW + timedelta(minutes=20 * step))
        assert cdm_points(tmp_path) == rows
    latest = dict(first)
    deleted = set()
    for file in folder.glob("IncrementalData/*/*/*/*/*/*.parquet"):
        hour = datetime.strptime("/".join(file.parts[-6:-2]), "%Y/%m/%d/%H").replace(tzinfo=UTC)
        for row in pyarrow.parquet.read_table(file).to_pylist():
            at = row["handed_over_at"]
            assert hour <= at < hour + timedelta(hours=1)
            if row["customer_id"] not in latest or latest[row["customer_id"]]["handed_over_at"] < at:
                latest[row["customer_id"]] = row
                (deleted.add if file.parts[-2] == "Deletes" else deleted.discard)(row["customer_id"])
    assert {key: row["points"] for key, row in latest.items() if key not in deleted} == rows
    full = pyarrow.parquet.read_table(folder / "FullData").to_pylist()
    assert {row["customer_id"]: row["points"] for row in full} == rows


def test_partitions_of_the_old_manifest_stay_for_a_day(database, tmp_path):
    give(database, ("a", 1))
    hand_over(database, str(tmp_path), NOW)
    folder = tmp_path / "handover" / "cdm"
    manifest = json.loads((folder / "default.manifest.cdm.json").read_text())
    old = folder / manifest["entities"][0]["dataPartitions"][0]["location"]
    give(database, ("a", 2))
    hand_over(database, str(tmp_path), NOW + timedelta(hours=1))
    hand_over(database, str(tmp_path), NOW + timedelta(hours=24))
    assert old.exists()
    assert cdm_points(tmp_path) == {"a": 2}
    hand_over(database, str(tmp_path), NOW + timedelta(hours=26))
    assert not old.exists()
    assert cdm_points(tmp_path) == {"a": 2}


def test_increments_are_kept_for_30_days(database, tmp_path):
    for days in (0, 1, 20, 32):
        give(database, ("a", days))
        hand_over(database, str(tmp_path), NOW + timedelta(days=days))
    folder = tmp_path / "handover" / "cdm" / "Customer" / "IncrementalData"
    assert sorted(file.parts[-5:-2] for file in folder.rglob("*.parquet")) == [("12", "11", "20"), ("12", "23", "20")]


def test_a_failed_hand_over_leaves_the_old_one_intact(database, tmp_path):
    for table in ("Customer", "CustomerSegment"):
        give(database, ("a", 1), table=table)
    hand_over(database, str(tmp_path), NOW)
    folder = tmp_path / "handover" / "cdm"
    manifest = (folder / "default.manifest.cdm.json").read_bytes()
    for table in ("Customer", "CustomerSegment"):
        give(database, ("a", 2), table=table)
    (folder / "CustomerSegment" / "IncrementalData").write_text("in the way")
    with pytest.raises(HandoverError, match="What was there before is still there") as failed:
        hand_over(database, str(tmp_path), NOW + timedelta(hours=1))
    assert "CustomerSegment/IncrementalData" in str(failed.value)
    assert (folder / "default.manifest.cdm.json").read_bytes() == manifest
    assert {name: len(rows) for name, rows in read_cdm(folder).items()} == {"Customer": 1, "CustomerSegment": 1}
    assert cdm_points(tmp_path) == {"a": 1}
    (folder / "CustomerSegment" / "IncrementalData").unlink()
    hand_over(database, str(tmp_path), NOW + timedelta(hours=1))
    assert cdm_points(tmp_path) == {"a": 2}
    assert not list(folder.rglob("*.writing"))


def test_another_database_does_not_replace_the_customers_of_one(database, tmp_path):
    give(database, ("a", 1), ("b", 2))
    hand_over(database, str(tmp_path))
    give(database, ("c", 1), ("d", 2), ("e", 3))
    with pytest.raises(HandoverError, match="holds 2 customers of another database, and none of this one"):
        hand_over(database, str(tmp_path))
    assert [row["customer_id"] for row in delta_rows(tmp_path)] == ["a", "b"]


FULL = """
import resource, signal, sys
import duckdb
from python_helpers.handover.write import HandoverError, hand_over
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
with duckdb.connect() as database:
    database.execute("create schema handover")
    database.execute("create table handover.Customer as select uuid()::text as customer_id from range(100_000)")
    try:
        hand_over(database, sys.argv[1])
    except HandoverError as error:
        print(error)
"""


def test_a_full_disk_is_one_message(tmp_path):
    shown = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False)  # fmt: skip
    assert "can't be written: " in shown.stdout
    assert "What was there before is still there" in shown.stdout
    assert "panicked" not in shown.stdout
    assert "Traceback" not in shown.stdout


def test_a_damaged_delta_table_is_reported(database, tmp_path):
    give(database, ("a", 1))
    hand_over(database, str(tmp_path), NOW)
    log = tmp_path / "handover" / "delta" / "Customer" / "_delta_log" / f"{0:020}.json"
    log.write_text("torn")
    with pytest.raises(HandoverError, match=r"handover can't be written: .+"):
        hand_over(database, str(tmp_path), NOW)


def test_tables_that_were_not_built_are_reported(database, tmp_path):
    with pytest.raises(HandoverError, match="Run make build"):
        hand_over(database, str(tmp_path), NOW)
    give(database, ("a", 1), table="gold")
    database.execute("create view handover.Customer as select customer_id, points from handover.gold")
    database.execute("alter table handover.gold drop column points")
    with pytest.raises(HandoverError, match=r"handover.Customer can't be read.*Run make build"):
        hand_over(database, str(tmp_path), NOW)


def test_containers_hold_every_table_of_the_layers(database, tmp_path):
    for layer in ("bronze", "silver", "gold", "snapshots"):
        database.execute(f"create schema {layer}")
        database.execute(f"create table {layer}.t as select 1 as n, timestamp '2026-01-02 03:04:05' as at")
    database.execute("create view silver.v as from silver.t")
    (tmp_path / "gold" / "t").mkdir(parents=True)
    (tmp_path / "gold" / "t" / "part-9.parquet").write_text("of an earlier time")
    assert write_containers(database, f"{tmp_path}/{{layer}}") == {"bronze": 1, "silver": 2, "gold": 1}
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {f"{table}/part-0.parquet" for table in ("bronze/t", "silver/t", "silver/v", "gold/t")}
    read = pyarrow.parquet.read_table(tmp_path / "gold" / "t").to_pylist()
    assert read == [{"n": 1, "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}]
    with duckdb.connect() as empty, pytest.raises(HandoverError, match="Run make build"):
        write_containers(empty, f"{tmp_path}/{{layer}}")
