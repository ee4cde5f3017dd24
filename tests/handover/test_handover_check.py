"""A good hand-over passes the check; for a broken one, the check names the rule that it breaks."""

import base64
import csv
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from python_helpers.export.lake import Folder
from python_helpers.handover.check import check_folder
from python_helpers.handover.rules import RULES
from python_helpers.handover.write import HISTORY, hand_over

NOW = datetime.now(UTC)
MODEL = "model.json"
ISO = ["2026-01-31T06:15:00Z", "2026-02-01T06:15:00Z"]


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    """A hand-over of three steps: customers were added, changed and deleted."""
    out = tmp_path_factory.mktemp("good")
    with duckdb.connect() as database:
        database.execute("create schema handover")
        for step, rows in enumerate(("('a', 1), ('b', 2), ('c', 3)", "('a', 1), ('b', 5), ('d', 4)", "('a', 1)")):
            database.execute(
                "create or replace table handover.Customer as select *, timestamp '2026-01-31 06:15:00' as seen_at, "
                f"1.5::decimal(16, 2) as spend, true as is_live from (values {rows}) as v (customer_id, points)"
            )
            hand_over(database, str(out), NOW + timedelta(hours=step - 3))
    return out / "handover"


@pytest.fixture
def delta(good, tmp_path) -> Path:
    return shutil.copytree(good / "delta", tmp_path / "delta")


@pytest.fixture
def cdm(good, tmp_path) -> Path:
    return shutil.copytree(good / "cdm", tmp_path / "cdm")


def broken(folder: Path, **keys: str) -> list[tuple[str, str]]:
    """The rules that a folder breaks, and how."""
    check = check_folder(Folder(str(folder)), keys)
    assert all(violation.demand and violation.fix for violation in check.violations)
    return [(violation.rule, violation.found) for violation in check.violations]


def log(folder: Path, version: int) -> Path:
    return folder / "Customer" / "_delta_log" / f"{version:020}.json"


def commit(folder: Path, *actions: dict, operation: str = "SET TBLPROPERTIES", **parameters: str) -> None:
    """Adds a version."""
    version = max(int(path.stem) for path in (folder / "Customer" / "_delta_log").glob("*.json")) + 1
    now = int(datetime.now(UTC).timestamp() * 1000)
    info = {"commitInfo": {"timestamp": now, "operation": operation, "operationParameters": parameters}}
    log(folder, version).write_text("\n".join(json.dumps(action) for action in [info, *actions]))


def actions(folder: Path, kind: str) -> list[dict]:
    """The actions of one kind in all versions, the latest last."""
    lines = [line for path in sorted((folder / "Customer" / "_delta_log").glob("*.json"))
             for line in path.read_text().splitlines()]  # fmt: skip
    return [json.loads(line)[kind] for line in lines if kind in json.loads(line)]


def protocol(folder: Path, *features: str, reader: int = 3, writer_only: bool = False) -> None:
    read = [] if writer_only else list(features)
    commit(folder, {"protocol": {"minReaderVersion": reader, "minWriterVersion": 7, "writerFeatures": list(features)}
                    | ({"readerFeatures": read} if reader == 3 else {})})  # fmt: skip


def settings(folder: Path, **changed: str) -> None:
    described = actions(folder, "metaData")[-1]
    configuration = described["configuration"] | {f"delta.{name}": value for name, value in changed.items()}
    commit(folder, {"metaData": described | {"configuration": configuration}})


def retype(folder: Path, column: str, kind: object, **metadata: object) -> None:
    described = actions(folder, "metaData")[-1]
    schema = json.loads(described["schemaString"])
    for described_column in schema["fields"]:
        if described_column["name"] == column:
            described_column["type"] = kind
            described_column["metadata"] = metadata
    commit(folder, {"metaData": described | {"schemaString": json.dumps(schema)}})


def rewrite(folder: Path, rows: pa.Table) -> None:
    """Recreates the table, as another writer would."""
    shutil.rmtree(folder / "Customer")
    write_deltalake(folder / "Customer", rows, configuration=HISTORY)


def customers(**columns: list) -> pa.Table:
    return pa.table({"customer_id": ["a", "b"], **columns})


def vector(folder: Path) -> None:
    """Marks a row of the newest file as deleted, with an inline deletion vector."""
    added = DeltaTable(folder / "Customer").get_add_actions(flatten=True)
    path = added.column("path").to_pylist()[0]
    text = base64.b85encode(b"\0" * 20).decode()
    given = {"storageType": "i", "pathOrInlineDv": text, "sizeInBytes": 20, "cardinality": 1}
    add = {"path": path, "partitionValues": {}, "size": 1, "modificationTime": 1, "dataChange": True}
    commit(folder, {"add": add | {"deletionVector": given}})


def overwrite(folder: Path) -> None:
    write_deltalake(folder / "Customer", DeltaTable(folder / "Customer").to_pyarrow_table(), mode="overwrite")


def replace(folder: Path) -> None:
    commit(folder, operation="CREATE OR REPLACE TABLE AS SELECT")


def vacuum(folder: Path) -> None:
    DeltaTable(folder / "Customer").vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)


def clustered(folder: Path) -> None:
    given = json.dumps({"clusteringColumns": [["customer_id"]]})
    commit(folder, {"domainMetadata": {"domain": "delta.clustering", "configuration": given, "removed": False}})


def nested(folder: Path) -> None:
    (folder / "tables").mkdir()
    (folder / "Customer").rename(folder / "tables" / "Customer")


def named(name: str) -> Callable[[Path], Path]:
    def rename(folder: Path) -> None:
        (folder / "Customer").rename(folder / name)

    return rename


def missing_file(folder: Path) -> None:
    Path(DeltaTable(folder / "Customer").file_uris()[0]).unlink()


def lost_start(folder: Path) -> None:
    """Leaves a checkpoint and the version after it."""
    DeltaTable(folder / "Customer").create_checkpoint()
    DeltaTable(folder / "Customer").alter.set_table_properties({"delta.appendOnly": "false"})
    for version in range(3):
        log(folder, version).unlink()


DELTA = {
    "a newer reader": (lambda folder: protocol(folder, "v2Checkpoint"), "reader version", "v2Checkpoint"),
    "deletion vectors on": (lambda folder: settings(folder, enableDeletionVectors="true"), "deletion vectors", "on"),
    "a deletion vector": (vector, "deletion vectors", "has one"),
    "the feature clustering": (
        lambda folder: protocol(folder, "clustering", reader=1, writer_only=True), "clustering", "clustered"),
    "clustering columns": (clustered, "clustering", "clustered"),
    "the feature typeWidening": (
        lambda folder: protocol(folder, "typeWidening", reader=1, writer_only=True), "type widening", "turned on"),
    "type widening on": (lambda folder: settings(folder, enableTypeWidening="true"), "type widening", "turned on"),
    "a widened column": (
        lambda folder: retype(folder, "points", "integer", **{"delta.typeChanges": [
            {"fromType": "short", "toType": "integer"}]}), "type widening", "points"),
    "a naive timestamp": (lambda folder: rewrite(folder, customers(at=pa.array([1, 2], pa.timestamp("us")))),
                          "type", "at is timestamp_ntz"),
    "a variant": (lambda folder: retype(folder, "spend", "variant"), "type", "spend is variant"),
    "a naive timestamp in a list": (
        lambda folder: retype(folder, "spend", {"type": "array", "elementType": "timestamp_ntz", "containsNull": True}),
        "type", "spend is timestamp_ntz"),
    "a long decimal": (
        lambda folder: rewrite(folder, customers(spend=pa.array([1, 2], pa.decimal128(18, 2)))), "decimal", "(18,2)"),
    "versions kept for a week": (
        lambda folder: settings(folder, logRetentionDuration="interval 1 week"), "history", "1 week"),
    "files kept for 48 hours": (
        lambda folder: settings(folder, deletedFileRetentionDuration="interval 48 hours"), "history", "48 hours"),
    "a retention that nobody can read": (
        lambda folder: settings(folder, logRetentionDuration="for long"), "history", "for long"),
    "a version that is gone": (lambda folder: log(folder, 1).unlink(), "history", "version 1 is missing"),
    "young versions that are gone": (lost_start, "history", "versions before 3 are gone"),
    "a vacuum": (vacuum, "history", "is gone already"),
    "an overwrite": (overwrite, "merge", "version 3 replaced all rows (WRITE)"),
    "a full refresh of dbt": (replace, "merge", "CREATE OR REPLACE"),
    "an empty key": (
        lambda folder: rewrite(folder, pa.table({"customer_id": ["a", None]})), "primary key", "empty in 1 rows"),
    "a key that is repeated": (
        lambda folder: rewrite(folder, pa.table({"customer_id": ["a", "a"]})), "primary key", "repeated in 1"),
    "a key of another type": (
        lambda folder: rewrite(folder, pa.table({"customer_id": [1.5, 2.5]})), "primary key", "is a double"),
    "no key column": (lambda folder: rewrite(folder, pa.table({"id": [1, 2]})), "primary key", "no column customer_id"),
    "a nested table": (nested, "folder", "tables/Customer lies too deep"),
    "a GUID as name": (named(str(uuid.UUID(int=1))), "name", "00000000-"),
    "a name with an umlaut": (named("Käufer"), "name", "Käufer"),
    "a file that is missing": (missing_file, "readable", "is missing"),
    "a torn version": (lambda folder: log(folder, 2).write_text('{"add'), "readable", "is torn"),
    "an empty log": (lambda folder: [path.unlink() for path in folder.rglob("*.json")], "readable", "protocol"),
    "a torn file": (
        lambda folder: Path(DeltaTable(folder / "Customer").file_uris()[0]).write_bytes(b"PAR1"), "readable", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", DELTA)
def test_a_delta_table_that_breaks_a_rule_is_reported(delta, case):
    breaks, rule, said = DELTA[case]
    breaks(delta)
    found = broken(delta)
    told = {"a naive timestamp": ["reader version", rule]}.get(case, [rule])
    assert [name for name, _ in found] == told
    assert said in found[-1][1]


def test_a_key_of_several_columns_is_reported(tmp_path):
    rows = pa.table({"order_id": ["a", "a", "b"], "line": [1, 2, 1]})
    write_deltalake(tmp_path / "OrderLine", rows, configuration=HISTORY)
    ((rule, found),) = broken(tmp_path)
    assert rule == "primary key"
    assert found == "order_id is empty in 0 rows and repeated in 1; line is empty in 0 rows and repeated in 1"
    write_deltalake(tmp_path / "OrderLine", rows.append_column("key", [["a1", "a2", "b1"]]), mode="overwrite",
                    schema_mode="overwrite")  # fmt: skip
    assert broken(tmp_path) == []
    assert broken(tmp_path, OrderLine="order_id")[0][0] == "primary key"


@pytest.mark.parametrize("change", ["delta.columnMapping.mode", "checkpoint", "change data feed", "partitions"])
def test_what_customer_insights_accepts_is_not_a_violation(delta, change):
    if change == "delta.columnMapping.mode":
        described = actions(delta, "metaData")[-1]
        schema = json.loads(described["schemaString"])
        for number, column in enumerate(schema["fields"], 1):
            column["metadata"] = {"delta.columnMapping.id": number, "delta.columnMapping.physicalName": column["name"]}
        configuration = described["configuration"] | {"delta.columnMapping.mode": "name"}
        mapped = described | {"schemaString": json.dumps(schema), "configuration": configuration}
        commit(delta, {"protocol": {"minReaderVersion": 2, "minWriterVersion": 5}}, {"metaData": mapped})
    elif change == "checkpoint":
        DeltaTable(delta / "Customer").create_checkpoint()
    elif change == "change data feed":
        settings(delta, enableChangeDataFeed="true")
    else:
        shutil.rmtree(delta / "Customer")
        write_deltalake(delta / "Customer", customers(country=["a b", "c/d"]), partition_by=["country"],
                        configuration=HISTORY)  # fmt: skip
    assert broken(delta) == []


def test_a_log_that_was_cleaned_after_15_days_is_fine(delta):
    lost_start(delta)
    later = datetime.now(UTC) + timedelta(days=16)
    assert check_folder(Folder(str(delta)), now=later).violations == []


def test_a_table_is_not_a_folder_of_tables(delta):
    assert broken(delta / "Customer")[0] == ("folder", "it is a Delta table itself, not the folder of tables")


# Common Data Model folders


def partition(folder: Path) -> Path:
    manifest = json.loads((folder / "default.manifest.cdm.json").read_text())
    return folder / manifest["entities"][0]["dataPartitions"][0]["location"]


def entity(folder: Path, **changed: object) -> None:
    """Changes the table in the manifest."""
    path = folder / "default.manifest.cdm.json"
    manifest = json.loads(path.read_text())
    manifest["entities"][0].update(changed)
    path.write_text(json.dumps(manifest))


def attributes(folder: Path, change: Callable[[list[dict]], object]) -> None:
    path = folder / "Customer.cdm.json"
    definition = json.loads(path.read_text())
    change(definition["definitions"][0]["hasAttributes"])
    path.write_text(json.dumps(definition))


def columns(folder: Path, change: Callable[[pa.Table], pa.Table], **how: object) -> None:
    """Rewrites the partition."""
    pq.write_table(change(pq.read_table(partition(folder))), partition(folder), **how)


def increments(folder: Path) -> list[Path]:
    return sorted((folder / "Customer" / "IncrementalData").rglob("*.parquet"))


def other_hour(folder: Path) -> None:
    target = folder / "Customer" / "IncrementalData" / "2026" / "1" / "31" / "6" / "Upserts"
    target.mkdir(parents=True)
    increments(folder)[0].rename(target / "a.parquet")


def untimed(folder: Path) -> None:
    for path in increments(folder):
        rows = pq.read_table(path)
        for name in ("seen_at", "handed_over_at"):
            place = rows.column_names.index(name)
            rows = rows.set_column(place, name, pa.nulls(len(rows), rows.schema.field(name).type))
        pq.write_table(rows, path)


def sparse(folder: Path) -> None:
    """Makes the partition look larger than 1 GB without filling the disk."""
    with partition(folder).open("r+b") as file:
        content = file.read()
        file.truncate(1_100_000_000)
        file.seek(1_100_000_000 - len(content))
        file.write(content)


def many(folder: Path) -> None:
    names = [partition(folder).with_name(f"{number}.parquet") for number in range(1001)]
    rows = pq.read_table(partition(folder))
    for number, path in enumerate(names):
        place = rows.column_names.index("customer_id")
        pq.write_table(rows.set_column(place, "customer_id", [[str(number)] * len(rows)]), path)
    entity(folder, dataPartitions=[
        {"location": path.relative_to(folder).as_posix(), "exhibitsTraits": ["is.partition.format.parquet"]}
        for path in names])  # fmt: skip


def renamed(folder: Path) -> None:
    path = folder / "Customer.cdm.json"
    path.write_text(path.read_text().replace('"entityName": "Customer"', '"entityName": "Kunde"'))


def to(name: str, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(rows: pa.Table) -> pa.Table:
        return rows.set_column(rows.column_names.index(name), name, [pa.array([value] * len(rows), pa.string())])

    return change


def doubled(rows: pa.Table) -> pa.Table:
    return pa.concat_tables([rows, rows])


PARQUET = [{"traitReference": "is.partition.format.parquet"}]
CDM = {
    "INT96": (lambda folder: columns(folder, lambda rows: rows, use_deprecated_int96_timestamps=True), "type",
              "seen_at is INT96"),
    "INT96 in an increment": (
        lambda folder: pq.write_table(pq.read_table(increments(folder)[0]), increments(folder)[0],
                                      use_deprecated_int96_timestamps=True), "type", "IncrementalData"),
    "a long decimal": (lambda folder: columns(folder, lambda rows: rows.set_column(
        rows.column_names.index("spend"), "spend", rows["spend"].cast(pa.decimal128(18, 2)))), "decimal", "18 digits"),
    "a long decimal that is declared": (
        lambda folder: attributes(folder, lambda given: given[3]["appliedTraits"][0]["arguments"][0].update(value=18)),
        "decimal", "spend is declared with 18"),
    "a partition that is missing": (lambda folder: partition(folder).unlink(), "partition", "is missing"),
    "no partition": (lambda folder: entity(folder, dataPartitions=[]), "partition", "no partition"),
    "a pattern that fits nothing": (
        lambda folder: entity(folder, dataPartitions=[], dataPartitionPatterns=[
            {"name": "p", "rootLocation": "Customer/Nowhere/", "globPattern": "*.parquet", "exhibitsTraits": PARQUET}]),
        "partition", "no partition"),
    "no table": (lambda folder: (folder / "default.manifest.cdm.json").write_text('{"entities": []}'), "partition",
                 "no table"),
    "a large partition": (sparse, "partition", "1.1 GB"),
    "many partitions": (many, "partition", "1001 files"),
    "another format": (
        lambda folder: (partition(folder).rename(partition(folder).with_suffix(".orc")), entity(folder, dataPartitions=[
            {"location": partition(folder).with_suffix(".orc").relative_to(folder).as_posix()}])), "format", ".orc"),
    "a name with a space": (lambda folder: entity(folder, entityName="Our Customers"), "name", "Our Customers"),
    "a torn manifest": (lambda folder: (folder / "default.manifest.cdm.json").write_text('{"enti'), "readable",
                        "default.manifest.cdm.json"),
    "no definition": (lambda folder: (folder / "Customer.cdm.json").unlink(), "readable", "the file is missing"),
    "another definition": (renamed, "readable", "doesn't define Customer"),
    "a torn partition": (lambda folder: partition(folder).write_bytes(b"PAR1"), "readable", ""),
    "an attribute without column": (
        lambda folder: attributes(folder, lambda given: given.append({"name": "city", "dataFormat": "String"})),
        "attribute", "lacks city"),
    "a column without attribute": (
        lambda folder: columns(folder, lambda rows: rows.append_column("city", [["Rome"] * len(rows)])),
        "attribute", "has city beside"),
    "a column of another type": (
        lambda folder: attributes(folder, lambda given: given[4].update(dataFormat="Int64")), "attribute",
        "is_live is boolean, declared Int64"),
    "a date that is none": (lambda folder: columns(folder, to("seen_at", "01/01/19777")), "value", "01/01/19777"),
    "a date in another format": (lambda folder: columns(folder, to("seen_at", "31.01.2026")), "value", "31.01.2026"),
    "an empty key": (lambda folder: columns(folder, to("customer_id", None)), "primary key", "empty in 1"),
    "a key that is repeated": (lambda folder: columns(folder, doubled), "primary key", "repeated in 1"),
    "an hour of one digit": (other_hour, "increment", "2026/1/31/6"),
    "increments without time": (untimed, "increment", "no dateTime attribute"),
    "a pattern that is a number": (lambda folder: entity(folder, dataPartitionPatterns=[{"globPattern": 5}]),
                                   "description", "a pattern of partitions has no globPattern"),
    "a folder of a pattern that is a number": (
        lambda folder: entity(folder, dataPartitionPatterns=[{"rootLocation": 5, "regularExpression": "x"}]),
        "description", "a pattern of partitions has no rootLocation"),
    "an attribute whose name is half a character": (
        lambda folder: attributes(folder, lambda given: given[0].update(name="\ud800")), "description",
        "an attribute has no name"),
    "increments without full data": (lambda folder: shutil.rmtree(folder / "Customer" / "FullData"), "increment",
                                     "FullData is missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", CDM)
def test_a_common_data_model_folder_that_breaks_a_rule_is_reported(cdm, case):
    breaks, rule, said = CDM[case]
    breaks(cdm)
    found = broken(cdm)
    assert {name for name, _ in found} == {rule}, found
    assert any(said in text for _, text in found)


def test_declared_formats_of_dates_are_left_alone(cdm):
    columns(cdm, to("seen_at", "31.01.2026"))
    entity(cdm, exhibitsTraits=[
        {"traitReference": "is.formatted.dateTime", "arguments": [{"name": "format", "value": "dd.MM.yyyy"}]}
    ])  # fmt: skip
    assert broken(cdm) == []


def test_partitions_by_pattern_are_found(cdm):
    pattern = {"name": "p", "rootLocation": "Customer/FullData/", "regularExpression": r".+\.parquet",
               "exhibitsTraits": PARQUET}  # fmt: skip
    entity(cdm, dataPartitions=[], dataPartitionPatterns=[pattern])
    check = check_folder(Folder(str(cdm)))
    assert check.violations == []
    assert check.tables == {"Customer": 1}


def model_json(folder: Path, *rows: list[str], header: bool = False, location: str = "", **types: str) -> Path:
    """A folder with CSV and model.json, as dataflows write it."""
    (folder / "Contact").mkdir(parents=True)
    kinds = {"contactid": "guid", "createdon": "dateTime", "visits": "int64", "note": "string"} | types
    with (folder / "Contact" / "1.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([[*kinds], *rows] if header else rows)
    location = location or f"https://lake.dfs.core.windows.net/box/{folder.name}/Contact/1.csv"
    partition = {"name": "1", "location": location,
                 "fileFormatSettings": {"$type": "CsvFormatSettings", "columnHeaders": header}}  # fmt: skip
    contact = {"$type": "LocalEntity", "name": "Contact", "partitions": [partition],
               "attributes": [{"name": name, "dataType": kind} for name, kind in kinds.items()]}  # fmt: skip
    (folder / MODEL).write_text(json.dumps({"name": "m", "version": "1.0", "entities": [contact]}))
    return folder


def contact(number: int, **changed: str) -> list[str]:
    values = {"contactid": str(uuid.UUID(int=number)), "createdon": ISO[0], "visits": "3", "note": 'a "b", c'}
    return [*(values | changed).values()]


@pytest.mark.parametrize("header", [False, True])
def test_csv_with_a_model_json_passes(tmp_path, header):
    check = check_folder(Folder(str(model_json(tmp_path / "good", contact(1), contact(2), header=header))))
    assert check.violations == []
    assert check.tables == {"Contact": 2}


@pytest.mark.parametrize(
    ("row", "rule", "said"),
    [
        (contact(2, createdon="01/01/19777"), "value", "createdon is no dateTime in 1 rows, as '01/01/19777'"),
        (contact(2, createdon="1/31/2026 6:15:00 AM"), "value", "createdon is ISO 8601 in 1 rows, not in 1"),
        (contact(2, visits="three"), "value", "visits is no int64"),
        (contact(2, contactid="two"), "value", "contactid is no guid"),
        (contact(2)[:-1], "attribute", "line 2"),
        ([*contact(2), "one more"], "attribute", "line 2"),
        (contact(1), "primary key", "repeated in 1"),
    ],
)
def test_csv_that_breaks_a_rule_is_reported(tmp_path, row, rule, said):
    folder = model_json(tmp_path / "bad", contact(1, note="x"), row)
    found = broken(folder, Contact="contactid")
    assert [name for name, _ in found] == [rule], found
    assert said in found[0][1]


def test_parquet_in_a_model_json_is_reported(tmp_path):
    folder = model_json(tmp_path / "bad", contact(1), location="Contact/1.parquet", contactid="string")
    pq.write_table(pa.table({"contactid": ["a"], "createdon": ISO[:1], "visits": [1], "note": ["n"]}),
                   folder / "Contact" / "1.parquet")  # fmt: skip
    assert [rule for rule, _ in broken(folder)] == ["format"]


def reference_entity(entity: dict) -> None:
    entity.update({"$type": "ReferenceEntity", "source": "Orders", "modelId": "x"})
    del entity["attributes"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (reference_entity, "it is only a reference to a table of another model"),
        (lambda entity: entity.pop("attributes"), "it has no attributes"),
        (lambda entity: entity.update(partitions=[{"location": 7}]), "a partition has no location"),
        (lambda entity: entity["attributes"][0].update(name="\ud800"), "an attribute has no name"),
        (lambda entity: entity["partitions"][0].update(location="../Contact/1.csv"), "is none of the folder"),
    ],
)
def test_a_model_json_that_describes_a_table_badly_is_reported(tmp_path, change, said):
    folder = model_json(tmp_path / "bad", contact(1))
    model = json.loads((folder / MODEL).read_text())
    change(model["entities"][0])
    (folder / MODEL).write_text(json.dumps(model))
    (found,) = check_folder(Folder(str(folder))).violations
    assert (found.table, found.rule) == ("Contact", "description")
    assert said in found.found


# Any JSON

VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1, 1.5, 10**30, "", "x", "..", "a'b\"", "\ud800", "\0", "[", "1/**", [], {}]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "location", "x"]), inner),
    max_leaves=4,
)


def places(node: object) -> list[tuple[object, object]]:
    """Each place in JSON, as what holds it and its key there."""
    keys = [*node] if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


def damaged(draw, text: str) -> str:
    content = json.loads(text)
    for _ in range(draw(st.integers(1, 3))):
        node, key = draw(st.sampled_from(places(content) or [([content], 0)]))
        if draw(st.booleans()):
            node[key] = draw(VALUES)
        else:
            del node[key]
    return json.dumps(content)


@examples(max_examples=150, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_any_json_is_checked(good, tmp_path_factory, data):
    """Damages a manifest, what it names, a model.json or a commit of a Delta table; the check says what is wrong."""
    folder = tmp_path_factory.mktemp("any")
    form = data.draw(st.sampled_from(["cdm", "delta", "model"]))
    home = model_json(folder / "m", contact(1)) if form == "model" else shutil.copytree(good / form, folder / "h")
    file = data.draw(st.sampled_from(sorted(path for path in home.rglob("*.json"))))
    lines = file.read_text().splitlines() if form == "delta" else [file.read_text()]
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = damaged(data.draw, lines[number])
    file.write_text("\n".join(lines))
    check = check_folder(Folder(str(home)))
    for violation in check.violations:
        assert violation.demand
        f"{violation.table}{violation.found}".encode()


NONE = ["", "[]", "7", "null", "[" * 100_000, '{"entities": 7}', '{"entities": ["x"]}', "\ud800",
        '{"entities": [{"name": %s}]}' % ("9" * 5000)]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_description_is_reported(tmp_path, text):
    for name in (MODEL, "default.manifest.cdm.json"):
        (tmp_path / "any").mkdir(exist_ok=True)
        (tmp_path / "any" / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        assert broken(tmp_path / "any")[0][0] in ("readable", "description", "partition")
        (tmp_path / "any" / name).unlink()


def test_a_folder_is_no_description(tmp_path):
    (tmp_path / "any" / "default.manifest.cdm.json").mkdir(parents=True)
    assert broken(tmp_path / "any")[0][0] == "readable"


@pytest.mark.parametrize(
    "path", ["../../secret.parquet", "..\\..\\secret.parquet", ".\t./secret.parquet", "file:/secret"]
)
def test_files_outside_of_a_delta_table_are_not_read(delta, path):
    (added,) = actions(delta, "add")[-1:]
    commit(delta, {"add": added | {"path": path}})
    assert ("readable", f"the file {path} lies outside of its folder") in broken(delta)


def test_every_rule_has_a_case():
    tested = {rule for _, rule, _ in [*DELTA.values(), *CDM.values()]}
    assert tested | {"description"} == set(RULES)


def test_the_command_prints_violations(delta, cdm, tmp_path):
    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [str(Path(sys.executable).with_name("c360")), "check-handover", *arguments]
        return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "COLUMNS": "200"}, check=False)  # fmt: skip

    for folder in (delta, cdm):
        shown = run(str(folder))
        assert (shown.returncode, "1 tables with 1 rows" in shown.stdout) == (0, True), shown.stdout
    settings(delta, enableDeletionVectors="true")
    shown = run(str(delta))
    assert shown.returncode == 1
    assert "Customer: they are turned on" in shown.stdout
    assert "rule: A Delta table has no deletion vectors." in shown.stdout
    assert "fix: ALTER TABLE" in shown.stdout
    for wrong in (run(str(tmp_path / "none")), run(str(delta), "--key", "Customer")):
        assert wrong.returncode == 1
        assert "Traceback" not in wrong.stdout
