"""Delta tables as Synapse Link's Spark job keeps them, with the features that a reader must know."""

import json
import os
import shutil
import struct
from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from python_helpers.bronze.load import Loader
from python_helpers.export.model import METADATA_FILES, ExportError

NODE = {"schema": "bronze", "source_name": "dataverse", "columns": dict.fromkeys(["Id", "SinkModifiedOn", "IsDelete"])}
Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
FEATURE = ["deletionVectors"]
FEATURES = ("minReaderVersion", 3), ("minWriterVersion", 7)


def contacts(*rows: tuple) -> pa.Table:
    """Rows of id, name, amount and IsDelete."""
    ids, names, amounts, deletes = (list(column) for column in zip(*rows, strict=True))
    sink = [datetime(2026, 1, 2, 0, 30, 0, 960808, tzinfo=UTC)] * len(rows)
    return pa.table({
        "Id": ids,
        "SinkModifiedOn": pa.array(sink, pa.timestamp("us", "UTC")),
        "fullname": names,
        "amount": pa.array(map(Decimal, amounts), pa.decimal128(38, 6)),
        "versionnumber": pa.array([0] * len(rows), pa.int64()),
        "IsDelete": pa.array(deletes, pa.bool_()),
        "PartitionId": ["2026"] * len(rows),
    })  # fmt: skip


@pytest.fixture
def table(tmp_path):
    folder = tmp_path / "export" / "deltalake" / "contact_partitioned"
    rows = contacts(("A", "Ann", "12345678901234567890.123456", None), ("b", "Bob", "2", None), ("c", "Cy", "3", None))
    write_deltalake(folder, rows, partition_by=["PartitionId"])
    return folder


def load(folder) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(folder.parents[2] / "customer360.duckdb")
    database.execute("set TimeZone = 'UTC'")
    sources = [NODE | {"unique_id": "contact", "identifier": "contact"}]
    sources.append(NODE | {"unique_id": "load_state", "identifier": "load_state", "source_name": "loader"})
    Loader(database, sources, str(folder.parents[1]), "").run({"contact"})
    return database


def bronze(folder, columns: str = "Id, fullname, IsDelete, _source_row > 0") -> list[tuple]:
    with load(folder) as database:
        return database.execute(f"select {columns} from bronze.contact order by _loaded_at, lower(Id)").fetchall()


def commit(folder, version: int, *actions: dict) -> None:
    text = "\n".join(json.dumps(action) for action in [{"commitInfo": {"timestamp": 1_767_225_600_000}}, *actions])
    (folder / "_delta_log" / f"{version:020}.json").write_text(text)


def protocol(*features: str) -> dict:
    return {"protocol": dict(FEATURES) | {"readerFeatures": features, "writerFeatures": features}}


def deletion_vector(*rows: int) -> dict:
    """Rows of a data file as an inline deletion vector (Delta protocol, "Deletion Vector Format")."""
    bitmap = struct.pack("<IIHHI", 12346, 1, 0, len(rows) - 1, 16) + struct.pack(f"<{len(rows)}H", *rows)
    content = struct.pack("<IQI", 1681511377, 1, 0) + bitmap
    content += b"\0" * (-len(content) % 4)
    words = struct.unpack(f">{len(content) // 4}I", content)
    text = "".join(Z85[word // 85**place % 85] for word in words for place in (4, 3, 2, 1, 0))
    return {"storageType": "i", "pathOrInlineDv": text, "sizeInBytes": len(content), "cardinality": len(rows)}


def test_values_arrive_as_text_without_loss(table):
    assert bronze(table, "Id, SinkModifiedOn, amount, versionnumber, PartitionId, _source_file")[0] == (
        "A",
        "2026-01-02T00:30:00.9608080Z",
        "12345678901234567890.123456",
        "0",
        "2026",
        "deltalake/contact_partitioned",
    )


def test_only_what_changed_is_added(table):
    load(table).close()
    changed = contacts(
        ("a", "Ann", "12345678901234567890.123456", None), ("B", "Rob", "2", None), ("d", "Di", "4", None)
    )
    write_deltalake(table, changed, mode="overwrite")
    for _ in range(2):
        rows = bronze(table)
        assert rows[:3] == [("A", "Ann", None, True), ("b", "Bob", None, True), ("c", "Cy", None, True)]
        assert rows[3:] == [
            ("a", "Ann", None, True),
            ("B", "Rob", None, True),
            ("c", None, "True", False),
            ("d", "Di", None, True),
        ]


def test_a_soft_delete_that_is_purged_later_is_one_delete(table):
    load(table).close()
    rows = [("A", "Ann", "12345678901234567890.123456", None), ("b", "Bob", "2", None)]
    write_deltalake(table, contacts(*rows, ("c", "Cy", "3", True)), mode="overwrite")
    load(table).close()
    write_deltalake(table, contacts(*rows), mode="overwrite")
    assert bronze(table)[3:] == [("c", "Cy", "true", True)]


def test_rows_in_a_deletion_vector_are_deleted(table):
    file = json.loads((table / "_delta_log" / f"{0:020}.json").read_text().splitlines()[-1])["add"]
    removed = {
        "path": file["path"],
        "deletionTimestamp": 1,
        "dataChange": True,
        "partitionValues": file["partitionValues"],
    }
    commit(table, 1, protocol("deletionVectors"))
    load(table).close()
    commit(table, 2, {"remove": removed}, {"add": file | {"deletionVector": deletion_vector(1)}})
    assert DeltaTable(table).version() == 2
    assert bronze(table)[3:] == [("b", None, "True", False)]


def test_a_renamed_column_keeps_its_values(table):
    actions = [json.loads(line) for line in (table / "_delta_log" / f"{0:020}.json").read_text().splitlines()]
    described = next(action["metaData"] for action in actions if "metaData" in action)
    schema = json.loads(described["schemaString"])
    for number, column in enumerate(schema["fields"], 1):
        column["metadata"] = {"delta.columnMapping.id": number, "delta.columnMapping.physicalName": column["name"]}
        column["name"] = {"fullname": "yomifullname"}.get(column["name"], column["name"])
    mapped = {"schemaString": json.dumps(schema), "configuration": {"delta.columnMapping.mode": "name"}}
    commit(table, 1, protocol("columnMapping"), {"metaData": described | mapped})
    assert bronze(table, "Id, yomifullname") == [("A", "Ann"), ("b", "Bob"), ("c", "Cy")]


def test_a_feature_that_the_library_lacks_is_reported(table):
    commit(table, 1, protocol("teleportation"))
    with pytest.raises(ExportError, match=r"contact_partitioned can't be read: .*reader feature"):
        load(table)


def test_a_missing_data_file_is_reported(table):
    next(table.rglob("*.parquet")).unlink()
    with pytest.raises(ExportError, match="contact_partitioned can't be read"):
        load(table)


def test_a_gap_in_the_log_is_reported_in_a_sentence(table):
    commit(table, 2)
    with pytest.raises(ExportError, match=r"found gap\. If a file is missing or torn, copy the table again") as raised:
        load(table)
    assert "{" not in str(raised.value)


def test_labels_come_from_the_metadata_tables(table):
    labels = pa.table({
        "EntityName": ["contact"], "OptionSetName": ["gendercode"], "Option": [1], "IsUserLocalizedLabel": [True],
        "LocalizedLabelLanguageCode": [1033], "LocalizedLabel": ["Male"],
    })  # fmt: skip
    write_deltalake(table.parent / "OptionsetMetadata_partitioned", labels)
    with duckdb.connect() as database:
        sources = [NODE | {"unique_id": name, "identifier": name} for name in ("contact", "optionset_metadata")]
        sources.append(NODE | {"unique_id": "load_state", "identifier": "load_state", "source_name": "loader"})
        sources[1]["columns"] = dict.fromkeys(METADATA_FILES["optionset_metadata"][1].split())
        for _ in range(2):
            Loader(database, sources, str(table.parents[1]), "").run({"optionset_metadata"})
            found = database.execute(
                "select * exclude (_loaded_at, _source_modified_at) from bronze.optionset_metadata"
            )
            assert found.fetchall() == [("contact", "gendercode", "1", "true", "1033", "Male", None, None,
                                         "deltalake/OptionsetMetadata_partitioned", 1)]  # fmt: skip


def log(folder, version: int = 0):
    return folder / "_delta_log" / f"{version:020}.json"


@pytest.mark.parametrize(
    "place",
    ["../../../{}", "{0.parent}/{0.name}", "file://{0.parent}/{0.name}", " file:{0}", "%2e%2e/../{}", "..\\..\\..\\{}"]
    + [place.replace("..", f".{blank}.") for place in ("../../../{}", "x/../../../../{}") for blank in "\t\n\r"],
)
def test_a_file_outside_of_the_table_is_not_read(table, tmp_path, place):
    """Else whoever can write into the container has any Parquet file of this machine read."""
    secret = next(table.rglob("*.parquet")).rename(tmp_path / "secret.parquet")
    named = place.format(secret.name if place.startswith((".", "%", "x")) else secret)
    actions = [json.loads(line) for line in log(table).read_text().splitlines()]
    for action in actions:
        if "add" in action:
            action["add"]["path"] = named
    log(table).write_text("\n".join(map(json.dumps, actions)))
    with pytest.raises(ExportError, match=r"names a file outside of its folder, .*secret\.parquet': nothing of it is"):
        load(table)


@pytest.mark.parametrize(("checkpoint", "features"), [(False, []), (False, FEATURE), (True, FEATURE)])
@pytest.mark.parametrize("vector", [
    {"storageType": "p", "pathOrInlineDv": "{secret}"},
    {"storageType": "p", "pathOrInlineDv": "file://{secret}"},
    {"storageType": "u", "pathOrInlineDv": "../../..ab^-aqEH.-t@S}K{vb[*k^"},
    {"storageType": "u", "pathOrInlineDv": "..\\..\\..ab^-aqEH.-t@S}K{vb[*k^"},
])  # fmt: skip
def test_a_deletion_vector_outside_of_the_table_is_not_read(table, tmp_path, vector, checkpoint, features):
    secret = tmp_path / "secret.bin"
    secret.write_bytes(b"\1" + bytes(100))
    add = json.loads(log(table).read_text().splitlines()[-1])["add"]
    place = vector["pathOrInlineDv"].replace("{secret}", str(secret))
    found = vector | {"pathOrInlineDv": place, "offset": 1, "sizeInBytes": 40, "cardinality": 1}
    commit(table, 1, protocol(*features), {"add": add | {"deletionVector": found}})
    if checkpoint:
        DeltaTable(table).create_checkpoint()
        log(table, 1).unlink()
    with pytest.raises(ExportError, match="names a file outside of its folder"):
        load(table)


@pytest.mark.parametrize("linked", ["*/*.parquet", "_delta_log/*.json"])
def test_a_link_that_leads_out_of_the_table_is_not_followed(table, tmp_path, linked):
    inside = next(table.glob(linked))
    inside.symlink_to(inside.rename(tmp_path / inside.name))
    with pytest.raises(ExportError, match="names a file outside of its folder"):
        load(table)


def test_a_table_in_two_places_is_an_error(table):
    load(table).close()
    shutil.copytree(table, table.parents[1] / "Tables" / "dbo" / "contact")
    with pytest.raises(
        ExportError, match=r"table contact more than once: Tables/dbo/contact and deltalake/contact_partitioned"
    ):
        load(table)


@pytest.mark.parametrize("told", [None, {"timestamp": "2024-01-01"}, {"timestamp": True}, {"timestamp": 1.5}])
def test_what_a_commit_says_of_itself_may_have_any_form(table, told):
    actions = [json.loads(line) for line in log(table).read_text().splitlines()]
    actions = [{"commitInfo": told} if "commitInfo" in action else action for action in actions]
    log(table).write_text("\n".join(map(json.dumps, actions)))
    assert len(bronze(table)) == 3


def test_a_commit_may_lack_commit_info(table):
    """Delta protocol, "Commit Provenance Information": optional."""
    lines = log(table).read_text().splitlines()
    log(table).write_text("\n".join(line for line in lines if "commitInfo" not in line))
    os.utime(log(table), (1_800_000_000,) * 2)
    assert bronze(table, "distinct _source_modified_at, count(*) over ()") == [(datetime(2027, 1, 15, 8), 3)]
    log(table, 1).write_text("")
    os.utime(log(table, 1), (1_800_003_600,) * 2)
    load(table).close()
    commit(table, 2, {"commitInfo": {"timestamp": 10**30}})
    assert len(bronze(table)) == 3


@pytest.mark.parametrize("home", ["Tables/contact", "Tables/dbo/contact", "contact"])
def test_a_lakehouse_of_link_to_fabric_is_read(table, home):
    export = table.parents[1]
    (export / home).parent.mkdir(parents=True, exist_ok=True)
    moved = table.rename(export / home)
    (export / "Files").mkdir()
    table.parent.rmdir()
    with duckdb.connect() as database:
        sources = [NODE | {"unique_id": "contact", "identifier": "contact"}]
        sources.append(NODE | {"unique_id": "load_state", "identifier": "load_state", "source_name": "loader"})
        Loader(database, sources, str(export), "").run({"contact"})
        found = database.execute("select Id, fullname, _source_file from bronze.contact order by lower(Id)").fetchall()
    assert found == [(*row, moved.relative_to(export).as_posix()) for row in (("A", "Ann"), ("b", "Bob"), ("c", "Cy"))]
