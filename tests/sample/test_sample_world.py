"""The sales tables of the sample: one consistent world, exported as Synapse Link would, with the truth beside it."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from support.sample_files import SAMPLE, SENTINEL, all_bytes, by_id, entity_of, sink, table_rows

from python_helpers.sample import journal as sample_journal
from python_helpers.sample.generate import CONTAINER, FINANCE, TABLE, append_changes, generate
from python_helpers.sample.tables import SALES_TABLES
from python_helpers.sample.truth import TRUTH

NAMES = [table.name for table in SALES_TABLES]


@pytest.fixture(scope="module")
def tables():
    """The rows of each table of the sample."""
    return {name: table_rows(SAMPLE, name) for name in [TABLE, *NAMES]}


@pytest.fixture(scope="module")
def latest(tables):
    """The newest row of each record, by table and Id, without deleted records."""
    found = {}
    for name, rows in tables.items():
        records = {key: max(some, key=order) for key, some in by_id(rows).items()}
        found[name] = {key: row for key, row in records.items() if row["IsDelete"] != "True"}
    return found


def order(row):
    """Sorts the rows of one record: a delete comes last, because no record of these tables comes back."""
    return row["IsDelete"] == "True", int(row["versionnumber"] or 0)


def truth(folder):
    with Path(folder, TRUTH).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_sales_tables_do_not_change_the_customers_or_the_finance_file(tmp_path):
    generate(tmp_path / "with", customers=300)
    generate(tmp_path / "without", customers=300, contacts=0)
    whole, alone = all_bytes(tmp_path / "with"), all_bytes(tmp_path / "without")
    same = [name for name in alone if name.startswith(f"{CONTAINER}/{TABLE}/") or name == str(FINANCE)]
    assert len(same) > 5
    assert [name for name in same if whole[name] != alone[name]] == []
    assert [entity["name"] for entity in json.loads(alone[f"{CONTAINER}/model.json"])["entities"]] == [TABLE]
    assert not any(name.split("/")[1] in NAMES for name in alone)


def test_the_world_is_as_large_as_asked(tmp_path):
    generate(tmp_path, customers=20, contacts=400)
    contacts = {row["Id"].lower() for row in table_rows(tmp_path, "contact")}
    assert 300 < len(contacts) < 500


@pytest.mark.parametrize("as_of", [date(2021, 1, 2), date(2021, 3, 1), date(2031, 12, 31)])
def test_any_end_date_works(tmp_path, as_of):
    generate(tmp_path, customers=30, contacts=60, as_of=as_of)
    for name in NAMES:
        assert all(sink(row).date() <= as_of for row in table_rows(tmp_path, name))


def test_rows_set_aside_on_disk_come_back_in_order(tmp_path, monkeypatch):
    generate(tmp_path / "memory", customers=60, contacts=60)
    monkeypatch.setattr(sample_journal, "_HELD", 100)
    generate(tmp_path / "disk", customers=60, contacts=60)
    assert all_bytes(tmp_path / "memory") == all_bytes(tmp_path / "disk")


def test_model_json_names_all_tables_in_lexical_order():
    root = SAMPLE / CONTAINER
    model = json.loads((root / "model.json").read_text("utf-8"))
    assert [entity["name"] for entity in model["entities"]] == sorted([TABLE, *NAMES])
    for entity in model["entities"]:
        name = entity["name"]
        service = root / "Microsoft.Athena.TrickleFeedService"
        assert json.loads((service / f"{name}-model.json").read_text("utf-8"))["entities"] == [entity]
        metadata = json.loads((service / f"{name}-EntityMetadata.json").read_text("utf-8"))
        columns = [attribute["name"] for attribute in entity["attributes"]]
        assert [attribute["AttributeName"] for attribute in metadata["AttributeMetadata"]] == columns
        files = {path.name for path in (root / name).iterdir()}
        assert {partition["location"].rsplit("/", 1)[1] for partition in entity["partitions"]} == files
        assert len(columns) == len({column.lower() for column in columns})
        assert columns[:3] == ["Id", "SinkCreatedOn", "SinkModifiedOn"]
        assert columns[-1] == "IsDelete"


@pytest.mark.parametrize("name", NAMES)
def test_cells_have_the_type_in_model_json(tables, name):
    types = {attribute["name"]: attribute["dataType"] for attribute in entity_of(SAMPLE, name)["attributes"]}
    guid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    forms = {"guid": guid, "int64": r"-?\d+", "decimal": r"-?\d+\.\d+", "boolean": "True|False", "string": r"(?s).+",
             "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.0{7}Z?", "dateTimeOffset": r"\d{4}-.*\+00:00"}  # fmt: skip
    for row in tables[name]:
        for column, kind in types.items():
            form = r"\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M" if column.startswith("Sink") else forms[kind]
            if row[column] and row[column] != SENTINEL:
                assert re.fullmatch(form, row[column]), (column, row[column])


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_in_files_in_order_of_arrival(tables, name):
    previous = {}
    for row in tables[name]:
        assert row["_file"] == f"{int(row['createdon'][:4])}.csv"
        assert row["Id"].lower() == row[f"{'activity' if name == 'activitypointer' else name}id"] or row["IsDelete"]
        assert sink(row) >= previous.get(row["_file"], sink(row))
        previous[row["_file"]] = sink(row)
    versions = defaultdict(dict)
    for row in tables[name]:
        if row["versionnumber"]:
            content = tuple(cell.lower() for column, cell in row.items() if column != "SinkModifiedOn")
            assert versions[row["Id"].lower()].setdefault(row["versionnumber"], content) == content


def test_records_change_are_deleted_and_arrive_late_and_twice(tables):
    kinds = Counter()
    for name in NAMES:
        for some in by_id(tables[name]).values():
            deletes = [row for row in some if row["IsDelete"] == "True"]
            kinds["deleted"] += bool(deletes)
            kinds["delete without version"] += any(not row["versionnumber"] for row in deletes)
            versions = [int(row["versionnumber"]) for row in some if row["versionnumber"]]
            kinds["late"] += versions != sorted(versions)
            kinds["again"] += len(versions) != len(set(versions))
            kinds["upper case"] += any(row["Id"] != row["Id"].lower() for row in some)
            filled = {column for row in deletes for column, cell in row.items() if cell}
            assert filled <= {
                "Id",
                "SinkCreatedOn",
                "SinkModifiedOn",
                "versionnumber",
                "createdon",
                "IsDelete",
                "_file",
            }
    assert min(kinds[kind] for kind in ("deleted", "delete without version", "late", "again", "upper case")) > 3


@pytest.mark.parametrize("name", NAMES)
def test_lookups_of_live_records_point_to_live_records(tables, latest, name):
    lookups = [column.removesuffix("_entitytype") for column in tables[name][0] if column.endswith("_entitytype")]
    outside = {"systemuser", "businessunit", "transactioncurrency"}
    for row in latest[name].values():
        for lookup in lookups:
            target = row[f"{lookup}_entitytype"]
            if not row[lookup] or target in outside:
                continue
            assert row[lookup] in latest[target], (lookup, row[lookup])
            assert latest[target][row[lookup]]["createdon"] <= row["modifiedon"].replace("Z", "+00:00")


@pytest.mark.parametrize("name", [TABLE, *NAMES])
def test_each_code_has_a_label_in_each_language(tables, name):
    service = SAMPLE / CONTAINER / "Microsoft.Athena.TrickleFeedService"
    metadata = json.loads((service / f"{name}-EntityMetadata.json").read_text("utf-8"))
    labels = defaultdict(set)
    for kind, column in (("OptionSetMetadata", "Option"), ("GlobalOptionSetMetadata", "Option")):
        for row in metadata[kind]:
            labels[row["OptionSetName"]].add((row[column], row["LocalizedLabelLanguageCode"]))
    for row in metadata["StatusMetadata"]:
        labels["statuscode"].add((row["State"], row["Status"], row["LocalizedLabelLanguageCode"]))
    for row in metadata["StateMetadata"]:
        labels["statecode"].add((row["State"], row["LocalizedLabelLanguageCode"]))
    kinds = {row["AttributeName"]: row["AttributeType"] for row in metadata["AttributeMetadata"]}
    assert {column for column, kind in kinds.items() if kind in ("Picklist", "State", "Status")} == set(labels)
    unknown = {"7", "99"} if name == TABLE else set()
    for row in tables[name]:
        for column, known in labels.items():
            if not row[column] or row[column] in unknown:
                continue
            code = (int(row["statecode"]), int(row[column])) if column == "statuscode" else (int(row[column]),)
            assert {(*code, 1033), (*code, 1031)} <= known, (column, code)


def test_money_is_in_two_currencies(latest):
    for name in NAMES:
        for row in latest[name].values():
            for column in row:
                if column.endswith("_base") and row[column]:
                    amount = float(row[column.removesuffix("_base")]) / float(row["exchangerate"])
                    assert float(row[column]) == pytest.approx(amount, abs=0.0001)
                    assert len(row[column].split(".")[1]) == 4
                    assert row["transactioncurrencyid_entitytype"] == "transactioncurrency"


def test_orders_add_up_and_invoices_repeat_them(latest):
    lines = defaultdict(float)
    for line in latest["salesorderdetail"].values():
        lines[line["salesorderid"]] += float(line["quantity"]) * float(line["priceperunit"])
    for key, row in latest["salesorder"].items():
        assert float(row["totallineitemamount"]) == pytest.approx(lines[key])
    for row in latest["invoice"].values():
        ordered = latest["salesorder"][row["salesorderid"]]
        assert row["totalamount"] == ordered["totalamount"]
        assert row["customerid"] == ordered["customerid"]


def test_the_truth_lists_each_record_of_a_person_once(tables):
    told = truth(SAMPLE)
    records = Counter((row["table_name"], row["record_id"]) for row in told)
    assert max(records.values()) == 1
    seen = {
        (name, row["Id"].lower())
        for name in (TABLE, "contact", "lead")
        for row in tables[name]
        if row["Id"] and row["IsDelete"] != "True"
    }
    finance = (SAMPLE / FINANCE).read_bytes().decode().split("\r")[1:-1]
    seen |= {("customer_finance", row[0].strip().upper()) for row in csv.reader(finance) if row[0]}
    assert set(records) == seen


def test_people_are_in_several_tables(latest):
    people = defaultdict(Counter)
    for row in truth(SAMPLE):
        if row["table_name"] == "customer_finance" or row["record_id"] in latest[row["table_name"]]:
            people[row["person_id"]][row["table_name"]] += 1
    assert sum(len(some) == 4 for some in people.values()) > 20
    assert sum(len(some) == 3 for some in people.values()) > 40
    assert sum(some["contact"] > 1 for some in people.values()) > 5
    assert sum(some["lead"] > 1 for some in people.values()) > 3
    assert sum(TABLE not in some and "customer_finance" not in some for some in people.values()) > 40
    for name, least, most in (
        ("contact", 150, 250),
        ("lead", 80, 120),
        ("account", 30, 50),
        ("activitypointer", 150, 900),
    ):
        assert least <= len(latest[name]) <= most, name


def test_people_look_as_if_somebody_had_typed_them(latest):
    person = {row["record_id"]: row["person_id"] for row in truth(SAMPLE)}
    rows = [*latest["contact"].values(), *latest["lead"].values()]
    owners = defaultdict(set)
    for row in rows:
        for column in ("emailaddress1", "telephone1"):
            if row[column]:
                owners[column, row[column].lower()].add(person[row["Id"].lower()])
    shared = {column for (column, _), some in owners.items() if len(some) > 1}
    assert shared == {"emailaddress1", "telephone1"}
    names = defaultdict(set)
    for row in rows:
        names[person[row["Id"].lower()]].add(row["fullname"].lower())
    assert sum(len(some) > 1 for some in names.values()) > 10
    assert any(row["lastname"].lower().startswith(("test", "user", "do not")) for row in rows)
    assert any(row["merged"] == "True" and row["masterid"] for row in latest["contact"].values())
    for column in ("donotemail", "donotbulkemail", "donotphone", "donotpostalmail", "followemail"):
        assert {row[column] for row in rows} == {"True", "False"}


def test_mail_goes_to_reserved_names_only(latest):
    for name in ("contact", "lead", "account"):
        for row in latest[name].values():
            if row["emailaddress1"]:
                assert re.search(r"[@.](example\.com|example\.org|contoso\.com)$", row["emailaddress1"].lower())


def test_append_adds_new_customers_to_the_truth(tmp_path):
    generate(tmp_path, customers=250)
    before = truth(tmp_path)
    append_changes(tmp_path, 300, seed=4)
    after = truth(tmp_path)
    assert after[: len(before)] == before
    told = {row["record_id"] for row in after if row["table_name"] == TABLE}
    ids = {row["Id"].lower() for row in table_rows(tmp_path) if row["Id"] and row["IsDelete"] != "True"}
    assert told == ids
    people = {row["person_id"] for row in before}
    assert len([row for row in after[len(before) :] if row["person_id"] not in people]) > 30
