"""The sample generator: what it writes looks like a Synapse Link export and holds each kind of trouble."""

import csv
import json
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise

import pytest
from support.sample_files import SAMPLE, SENTINEL, all_bytes, by_id, entity_of, sink, table_rows

from python_helpers.sample.customer_cells import COLUMNS
from python_helpers.sample.generate import CONTAINER, FINANCE, TABLE, append_changes, generate
from python_helpers.sample.truth import TRUTH


@pytest.fixture(scope="module")
def rows():
    return table_rows(SAMPLE)


@pytest.fixture(scope="module")
def live(rows):
    return [row for row in rows if row["IsDelete"] != "True"]


def test_the_committed_sample_is_what_the_defaults_make(tmp_path):
    generate(tmp_path)
    made, committed = all_bytes(tmp_path), all_bytes(SAMPLE)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []
    assert sum(map(len, committed.values())) < 4_600_000


def test_the_same_arguments_give_the_same_bytes_and_another_seed_gives_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, customers=150, seed=seed)
    first, again, other = (all_bytes(tmp_path / name) for name in "abc")
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "arguments",
    [
        {"customers": 0},
        {"customers": -5},
        {"customers": 10, "changes": 9},
        {"as_of": date(2020, 5, 1)},
        {"contacts": -1},
    ],
)
def test_nonsense_is_refused_before_anything_is_written(tmp_path, arguments):
    with pytest.raises(ValueError, match="is"):
        generate(tmp_path, **arguments)
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_never_overwritten(tmp_path):
    generate(tmp_path, customers=5)
    before = all_bytes(tmp_path)
    with pytest.raises(FileExistsError, match="already"):
        generate(tmp_path, customers=5)
    assert all_bytes(tmp_path) == before


@pytest.mark.parametrize("customers", [1, 2, 11])
def test_small_exports_work(tmp_path, customers):
    generate(tmp_path, customers=customers)
    assert len({row["crc33_cid"] for row in table_rows(tmp_path)} - {""}) == customers


def test_changes_sets_the_number_of_rows(tmp_path):
    generate(tmp_path, customers=100, changes=3000)
    assert 3000 <= len(table_rows(tmp_path)) <= 3100


def test_model_json_names_the_files_and_the_columns():
    root = SAMPLE / CONTAINER
    model = json.loads((root / "model.json").read_text("utf-8"))
    assert (model["name"], model["version"]) == ("cdm", "1.0")
    entity = entity_of(SAMPLE)
    assert (entity["$type"], entity["name"]) == ("LocalEntity", TABLE)
    assert [attribute["name"] for attribute in entity["attributes"]] == COLUMNS
    assert COLUMNS[:3] == ["Id", "SinkCreatedOn", "SinkModifiedOn"]
    assert COLUMNS[-4:] == ["versionnumber", "createdon", "modifiedon", "IsDelete"]
    locations = {partition["location"].rsplit("/", 1)[1] for partition in entity["partitions"]}
    assert locations == {path.name for path in (root / TABLE).iterdir()}
    service = root / "Microsoft.Athena.TrickleFeedService"
    assert json.loads((service / f"{TABLE}-model.json").read_text("utf-8")) == {**model, "entities": [entity]}
    metadata = json.loads((service / f"{TABLE}-EntityMetadata.json").read_text("utf-8"))
    assert [attribute["AttributeName"] for attribute in metadata["AttributeMetadata"]] == COLUMNS
    assert len(metadata["OptionSetMetadata"]) == 10


@pytest.mark.parametrize(
    ("name", "width", "count", "language"),
    [
        ("OptionsetMetadata", 7, 10, 4),
        ("GlobalOptionsetMetadata", 8, 6, 3),
        ("StateMetadata", 5, 4, 3),
        ("StatusMetadata", 6, 4, 4),
    ],
)
def test_labels_have_two_languages(name, width, count, language):
    with (SAMPLE / CONTAINER / "OptionsetMetadata" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.reader(stream, strict=True))
    assert {len(cells) for cells in found} == {width}
    found = [cells for cells in found if TABLE in cells or "crc33_region" in cells]
    assert len(found) == count
    assert Counter(cells[language] for cells in found) == {"1033": count // 2, "1031": count // 2}


def test_rows_are_in_the_file_of_the_year_they_were_created(rows):
    for row in rows:
        assert row["_file"] == f"{int(row['createdon'][:4])}.csv"
    assert {row["_file"] for row in rows if row["IsDelete"] == "True"} == {"1.csv"}
    assert {f"{year}.csv" for year in range(2021, 2027)} < {row["_file"] for row in rows}


def test_text_and_times_are_quoted_and_numbers_are_not():
    for path in (SAMPLE / CONTAINER / TABLE).iterdir():
        data = path.read_bytes()
        assert data.endswith(b"\r\n")
        first = data.split(b"\r\n")[0].split(b",")
        assert not first[0].startswith(b'"')
        assert first[1].startswith(b'"')
        assert first[2].startswith(b'"')
    row = (SAMPLE / CONTAINER / TABLE / "2017.csv").read_bytes().decode().split("\r\n")[0]
    assert ",0,1," in row
    assert '+00:00","' in row
    assert row.endswith('.0000000Z",')


def test_nothing_happens_after_as_of(rows):
    assert max(sink(row) for row in rows).date() <= date(2026, 10, 31)
    assert max(row["modifiedon"] for row in rows) < "2026-11-01"
    assert max(sink(row) for row in rows).date() >= date(2026, 10, 29)
    assert all(row["createdon"][:19] <= row["modifiedon"][:19] or row["IsDelete"] == "True" for row in rows)
    assert all(sink(row, "SinkCreatedOn") <= sink(row) for row in rows)


def test_sink_times_grow_within_a_file_except_in_repeated_rows(rows):
    latest, seen = {}, set()
    for row in rows:
        line = tuple(row.values())
        if line not in seen:
            assert sink(row) >= latest.get(row["_file"], datetime.min), row
            latest[row["_file"]] = sink(row)
        seen.add(line)


def test_deletes_are_nearly_empty_and_half_of_them_have_no_version(rows):
    deletes = [row for row in rows if row["IsDelete"] == "True"]
    assert len(deletes) > 50
    filled = {"Id", "SinkCreatedOn", "SinkModifiedOn", "versionnumber", "createdon", "IsDelete", "_file"}
    assert {column for row in deletes for column, cell in row.items() if cell} == filled
    assert {row["createdon"] for row in deletes} == {SENTINEL}
    without = sum(row["versionnumber"] == "" for row in deletes)
    assert 0.3 < without / len(deletes) < 0.7


def test_some_records_return_vanish_or_arrive_late(rows):
    records = by_id(rows)
    returns = unseen = same_second = late = 0
    for some in records.values():
        times = [sink(row) for row in some if row["IsDelete"] == "True"]
        living = [row for row in some if row["IsDelete"] != "True"]
        unseen += not living
        returns += bool(times) and any(sink(row) > min(times) for row in living)
        same_second += any(sink(row) in times for row in living)
        versions = [int(row["versionnumber"]) for row in living]
        late += versions != sorted(versions)
    assert returns > 10
    assert unseen > 0
    assert same_second > 5
    assert late > 10


def test_each_customer_has_a_number_of_its_own(rows):
    """Some write it in small letters. The unit tests of customer_identities have two with one number."""
    owners = {}
    for row in rows:
        if row["crc33_cid"] and row["Id"]:
            owners.setdefault(row["crc33_cid"].upper(), set()).add(row["Id"].lower())
    assert {number: ids for number, ids in owners.items() if len(ids) > 1} == {}
    assert any(row["crc33_cid"] != row["crc33_cid"].upper() for row in rows)


def test_some_rows_come_twice(rows):
    lines = [tuple(row.values()) for row in rows]
    adjacent = sum(a == b for a, b in pairwise(lines))
    twice = sum(count - 1 for count in Counter(lines).values())
    assert adjacent > 10
    assert twice - adjacent > 10
    times = defaultdict(set)
    for row in rows:
        content = tuple(cell.lower() for column, cell in row.items() if not column.startswith("Sink"))
        times[content].add(row["SinkModifiedOn"])
    assert sum(len(some) > 1 for some in times.values()) > 10


def test_ids_come_in_both_cases_and_some_rows_lack_one(rows):
    assert sum(row["Id"] == "" for row in rows) == 3
    assert any(row["Id"] != row["Id"].lower() for row in rows)
    cases = defaultdict(set)
    for row in rows:
        cases[row["Id"].lower()].add(row["Id"])
    assert any(len(some) == 2 for some in cases.values())


@pytest.mark.parametrize(
    ("column", "is_kind"),
    [
        ("crc33_streetaddress", lambda v: "\r\n" in v),
        ("crc33_streetaddress", lambda v: "\n" in v and "\r" not in v),
        ("crc33_streetaddress", lambda v: '"' in v and "," in v),
        ("crc33_name", lambda v: '"' in v),
        ("crc33_name", lambda v: ", " in v),
        ("crc33_name", lambda v: "Müller" in v),
        ("crc33_name", lambda v: "Søren" in v),
        ("crc33_name", lambda v: "Łukasz" in v),
        ("crc33_name", lambda v: "O'Neil" in v),
        ("crc33_name", lambda v: "van der Berg" in v),
        ("crc33_name", lambda v: v.isupper()),
        ("crc33_name", lambda v: v.startswith(" ") and v.endswith(" ")),
        ("crc33_name", lambda v: "李" in v or "鈴木" in v),
        ("crc33_name", lambda v: "Ελένη" in v or "Νίκος" in v),
        ("crc33_firstname", lambda v: v.lower() == "test"),
        ("crc33_firstname", lambda v: v == ""),
        ("crc33_preferredcontactmethod", lambda v: v in ("7", "99")),
        ("crc33_preferredcontactmethod", lambda v: v == ""),
        ("statecode", lambda v: v == "1"),
        ("IsDelete", lambda v: v == "False"),
        ("crc33_email", lambda v: v.isupper() and "@" in v),
        ("crc33_email", lambda v: v.startswith(" ")),
        ("crc33_email", lambda v: " at " in v),
        ("crc33_email", lambda v: v == "n/a"),
        ("crc33_email", lambda v: ".." in v),
        ("crc33_email", lambda v: v.startswith("mailto:")),
        ("crc33_telephone", lambda v: v.startswith("+49")),
        ("crc33_telephone", lambda v: v.startswith("0049")),
        ("crc33_telephone", lambda v: v.startswith("+44 (0)")),
        ("crc33_telephone", lambda v: v.startswith("(0")),
        ("crc33_telephone", lambda v: "ext." in v),
        ("crc33_telephone", lambda v: v == "12345"),
        ("crc33_telephone", lambda v: v == "unknown"),
        ("crc33_telephone", lambda v: "ABC" in v),
        ("crc33_country", lambda v: v == "DEU"),
        ("crc33_country", lambda v: v == "Deutschland"),
        ("crc33_country", lambda v: v == "usa"),
        ("crc33_country", lambda v: v == "germany"),
        ("crc33_country", lambda v: v == "Germny"),
        ("crc33_country", lambda v: v == "Atlantis"),
        ("crc33_postcode", lambda v: v.startswith("0") and v.isdigit()),
        ("crc33_postcode", lambda v: v.startswith(" ")),
        ("crc33_postcode", lambda v: v != v.upper()),
        ("crc33_gender", lambda v: v == "fmale"),
        ("crc33_gender", lambda v: v == "divers"),
        ("crc33_dateofbirth", lambda v: v.endswith("T00:00:00.0000000Z")),
        ("crc33_dateofbirth", lambda v: v.endswith("+00:00")),
        ("crc33_dateofbirth", lambda v: v.endswith(" 12:00:00 AM")),
        ("crc33_dateofbirth", lambda v: len(v) == 10 and v[4] == "-"),
        ("crc33_dateofbirth", lambda v: v.count("/") == 2 and " " not in v),
        ("crc33_dateofbirth", lambda v: v == "1990-02-30"),
        ("crc33_dateofbirth", lambda v: v == "unknown"),
        ("crc33_dateofbirth", lambda v: v == "2087-05-01"),
        ("crc33_dateofbirth", lambda v: v == "1900-01-01"),
    ],
)  # fmt: skip
def test_each_kind_of_text_is_present(live, column, is_kind):
    kind = sum(is_kind(row[column]) for row in live)
    assert 0 < kind < len(live) / 2


def test_mail_goes_to_reserved_names_only(live):
    hosts = {row["crc33_email"].lower().rsplit("@", 1)[1].strip(" .>") for row in live if "@" in row["crc33_email"]}
    assert "example.com" in hosts
    assert all(
        not host or host.split(".")[-2:] in (["example", "com"], ["example", "org"], ["contoso", "com"])
        for host in hosts
    )


def test_most_phones_are_possible_numbers(live):
    phonenumbers = pytest.importorskip("phonenumbers")
    spelled = {"united states": "US", "germany": "DE", "united kingdom": "GB", "france": "FR", "netherlands": "NL"}
    spelled |= {"spain": "ES", "italy": "IT", "austria": "AT", "japan": "JP", "denmark": "DK", "brazil": "BR"}
    possible = total = 0
    for row in live:
        region = spelled.get(row["crc33_country"].lower())
        if region and row["crc33_telephone"]:
            total += 1
            try:
                number = phonenumbers.parse(row["crc33_telephone"], region)
            except phonenumbers.NumberParseException:
                continue
            possible += phonenumbers.is_possible_number(number)
    assert total > 500
    assert 0.85 < possible / total < 0.99


def test_append_only_appends_and_is_newer(tmp_path):
    generate(tmp_path, customers=300)
    before, old_rows = all_bytes(tmp_path), table_rows(tmp_path)
    append_changes(tmp_path, 400, seed=7)
    after = all_bytes(tmp_path)
    assert all(after[name].startswith(data) for name, data in before.items())
    new_rows = []
    for name in after:
        if after[name] != before.get(name):
            assert name == str(TRUTH) or f"{CONTAINER}/{TABLE}/" in name
    old = Counter(tuple(row.values()) for row in old_rows)
    for row in table_rows(tmp_path):
        line = tuple(row.values())
        if old[line]:
            old[line] -= 1
        else:
            new_rows.append(row)
    assert 400 <= len(new_rows) <= 420
    newest = max(int(row["versionnumber"] or 0) for row in old_rows)
    assert min(int(row["versionnumber"]) for row in new_rows if row["versionnumber"]) > newest
    assert min(map(sink, new_rows)) > max(map(sink, old_rows))
    known, deleted = set(by_id(old_rows)), {row["Id"].lower() for row in old_rows if row["IsDelete"] == "True"}
    living = {key for key, some in by_id(old_rows).items() if some[-1]["IsDelete"] != "True"}
    kinds = Counter()
    for row in new_rows:
        key = row["Id"].lower()
        kinds["delete" if row["IsDelete"] == "True" else "create" if key not in known else "update"] += 1
        kinds["return"] += row["IsDelete"] != "True" and key in deleted - living
    assert min(kinds[kind] for kind in ("create", "update", "delete", "return")) > 3


def test_append_is_deterministic_and_can_be_repeated(tmp_path):
    for name in "ab":
        generate(tmp_path / name, customers=40)
        append_changes(tmp_path / name, 10, seed=1)
        append_changes(tmp_path / name, 10, seed=1)
    assert all_bytes(tmp_path / "a") == all_bytes(tmp_path / "b")
    cids = {}
    for row in table_rows(tmp_path / "a"):
        if row["crc33_cid"] and row["Id"]:
            assert cids.setdefault(row["crc33_cid"], row["Id"].lower()) == row["Id"].lower()


def test_append_refuses_nonsense(tmp_path):
    with pytest.raises(FileNotFoundError, match="append-only layout"):
        append_changes(tmp_path, 5, seed=1)
    with pytest.raises(ValueError, match="at least 1"):
        append_changes(tmp_path, 0, seed=1)


def test_finance_has_rows_that_end_in_cr_and_wrong_values(rows):
    data = (SAMPLE / FINANCE).read_bytes()
    assert b"\n" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r")
    lines = data.decode().split("\r")[:-1]
    assert lines[0] == "cid,income,spend,credit_limit,currency,as_of_date"
    assert 0.92 < (len(lines) - 1) / 2000 < 0.98
    cells = list(csv.reader(lines[1:], strict=True))
    assert {len(row) for row in cells} == {6}
    for place, wrong in (
        (0, ""), (1, "n/a"), (2, "12,5"), (1, "-250.00"), (3, "EUR 5"), (4, "Dollar"), (5, "31.13.2026"),
        (5, "2026/10/31"), (1, " 42000.50 "), (5, "2026-07-31"),
    ):  # fmt: skip
        assert any(row[place] == wrong for row in cells), wrong
    assert sum(row[0] == "" for row in cells) == 2
    assert any(count > 1 for count in Counter(map(tuple, cells)).values())
    assert any(row[0] != row[0].upper() for row in cells)
    assert any(row[0] != row[0].strip() for row in cells)
    known = {row["crc33_cid"].upper() for row in rows} - {""}
    named = {row[0].strip().upper() for row in cells} - {""}
    assert 0.02 < len(named - known) / len(cells) < 0.06
    assert 0.08 < len(known - named) / len(known) < 0.13
    right = sum(row[1].replace(".", "", 1).isdigit() and row[5] == "2026-10-31" for row in cells)
    assert right / len(cells) > 0.95
    assert {"USD", "EUR", "GBP", "JPY", "CHF"} <= {row[4] for row in cells}
