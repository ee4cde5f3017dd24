"""The households of the sample generator: each kind of trouble is in them, and the truth knows everyone."""

import csv
import re
from collections import Counter, defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from support.sample_files import all_bytes, table_rows

from python_helpers.sample.generate import FINANCE
from python_helpers.sample.household_people import SHARES, Chance, Names, latin, plain_name, shown
from python_helpers.sample.households import generate_households
from python_helpers.sample.truth import TRUTH

COLUMNS = {  # of the custom table, of the others
    "first": ("crc33_firstname", "firstname"),
    "last": ("crc33_lastname", "lastname"),
    "email": ("crc33_email", "emailaddress1"),
    "phone": ("crc33_telephone", "mobilephone"),
    "street": ("crc33_streetaddress", "address1_line1"),
    "city": ("crc33_city", "address1_city"),
    "birth": ("crc33_dateofbirth", "birthdate"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("households")
    generate_households(made, 2000, seed=7)
    return made


@pytest.fixture(scope="module")
def truth(folder):
    with Path(folder, TRUTH).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def exported(folder):
    """The Id and the rows of each record, by table."""
    tables = {}
    for table in ("contact", "lead", "crc33_customer"):
        tables[table] = {row["Id"].lower(): row for row in table_rows(folder, table)}
    return tables


@pytest.fixture(scope="module")
def records(exported, truth):
    """Each record with the columns that all tables have, and its person."""
    people = {(row["table_name"], row["record_id"]): row["person_id"] for row in truth}
    return [
        {name: row.get(custom, row.get(other, "")) for name, (custom, other) in COLUMNS.items()}
        | {"person": people[table, key], "phone2": row.get("telephone1", ""), "birth": birth(row)}
        for table, rows in exported.items()
        for key, row in rows.items()
    ]


def birth(row):
    return (row.get("crc33_dateofbirth") or row.get("birthdate") or "")[:10]


def national(phone):
    return re.sub(r" ext.*|\D", "", phone)[-9:]


def people_by(records, *columns):
    """The people who have the same values, where there are any."""
    found = defaultdict(set)
    for record in records:
        values = tuple(record[column].lower() for column in columns)
        if all(values):
            found[values].add(record["person"])
    return {values: people for values, people in found.items() if len(people) > 1}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_gives_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate_households(tmp_path / name, 60, seed=seed)
    first, again, other = (all_bytes(tmp_path / name) for name in "abc")
    assert first == again
    assert first != other


def test_an_export_is_never_overwritten(tmp_path):
    generate_households(tmp_path, 1)
    with pytest.raises(FileExistsError, match="already"):
        generate_households(tmp_path, 1)


def test_the_truth_knows_each_record_once(folder, exported, truth):
    known = Counter((row["table_name"], row["record_id"]) for row in truth)
    assert set(known.values()) == {1}
    with Path(folder, FINANCE).open(newline="") as stream:
        finance = {("customer_finance", row["cid"]) for row in csv.DictReader(stream)}
    assert set(known) == {(table, key) for table, rows in exported.items() for key in rows} | finance


def test_a_person_has_less_than_two_records_on_average(records):
    people = Counter(record["person"] for record in records if record["person"].startswith("H"))
    assert 1.75 < people.total() / len(people) < 1.87
    assert max(people.values()) == 4


def test_addresses_and_phones_are_of_nobody(records):
    for record in records:
        if record["email"]:
            assert re.search(r"@([a-z0-9]+\.)?(example\.(com|org|net)|contoso\.com)$", record["email"]), record
    phones = {re.sub(r" ext.*|\D", "", record[name]) for record in records for name in ("phone", "phone2")}
    nobody = r"\d*555\d*|(0044|44|0|440)?\d+4960\d*|(0044|44|0|440)?207946\d*|0*|9*|1234567890"
    wrong = [phone for phone in phones if not re.fullmatch(nobody, phone)]
    assert len(wrong) < 0.01 * len(phones)  # typing errors


def test_common_names_are_as_common_as_in_the_census_and_rare_ones_differ():
    names = Names(Chance(1), 1)
    drawn = Counter(names.last() for _ in range(40_000))
    assert 0.0085 < drawn["Smith"] / drawn.total() < 0.0115
    with SHARES.open(newline="") as file:
        listed = {shown(row["name"]): float(row["share"]) for row in csv.DictReader(file) if row["part"] == "last"}
    of_listed = sum(count for name, count in drawn.items() if name in listed) / drawn.total()
    assert abs(of_listed - sum(listed.values())) < 0.01
    # shares fall without a step where the seed ends
    most_common_other = max(count for name, count in drawn.items() if name not in listed) / drawn.total()
    assert most_common_other < 3 * min(listed.values())
    assert sum(count == 1 for count in drawn.values()) > 5_000
    women = Counter(names.first("f") for _ in range(20_000))
    assert 0.02 < women["Mary"] / women.total() < 0.032
    assert not women["James"]


def test_a_home_has_several_people(records):
    by_street = people_by(records, "street", "city")
    assert len(by_street) > 400
    twins = people_by(records, "last", "city", "birth")
    assert len(twins) >= 5
    flats = {re.split(", Apt ", record["street"])[0] for record in records if ", Apt " in record["street"]}
    assert len(flats) > 15


def test_people_share_addresses_and_phones(records):
    assert len(people_by(records, "email")) > 60
    dialled = [record | {name: national(record[name]) for name in ("phone", "phone2")} for record in records]
    assert len(people_by(dialled, "phone2")) > 100  # landlines and switchboards
    assert len(people_by(dialled, "phone")) > 40
    direct = sorted({int(record["phone2"] or 0) for record in dialled})
    assert sum(after - before == 1 for before, after in pairwise(direct)) > 20


def test_father_and_son_have_one_name(records):
    assert {"Jr", "Sr"} <= {word.strip(".") for record in records for word in record["last"].split()}
    births = defaultdict(set)
    for record in records:
        if record["birth"] and record["first"]:
            births[record["first"], record["last"].split(" ")[0], record["city"]].add(int(record["birth"][:4]))
    assert any(20 <= abs(one - other) <= 40 for years in births.values() for one, other in combinations(years, 2))


def test_companies_and_test_records_are_people_of_their_own(records):
    companies = [record for record in records if record["person"].startswith("C")]
    assert len(companies) > 20
    assert {record["first"] for record in companies} == {""}
    assert all(record["email"].startswith("info@") for record in companies)
    tests = Counter(record["person"] for record in records if record["person"].startswith("T"))
    assert len(tests) > 20
    assert set(tests.values()) == {1}


@pytest.mark.parametrize(
    ("column", "value", "least"),
    [
        ("first", r"Unknown|[Nn]/[Aa]|Test|-|tbd|None|xxx", 10),
        ("first", r"[A-Z]\.?", 50),  # an initial
        ("first", "(Bob|Rob|Jim|Jimmy|Jack|Johnny|Bill|Will|Mike|Dave)", 30),
        ("first", r"[A-Z]\w+ [A-Z]\w+", 50),  # the middle name in it
        ("first", "", 50),
        ("first", "[А-Яа-яё]+", 10),  # noqa: RUF001
        ("first", "[Α-Ωα-ωά-ώ]+", 10),  # noqa: RUF001
        ("email", r"(test|none|noemail|na|unknown)@example.*", 10),
        ("email", r".*\+(shop|news)@.*", 50),
        ("phone", r"\(?000\)?[- ]000-0000", 3),
        ("phone", r"\+1.*", 200),
        ("phone", r"[2-9]\d{9}", 100),
        ("phone", r"0\d+ .*", 20),
        ("birth", "1900-01-01", 5),
        ("birth", "1970-01-01", 5),
        ("street", r"P\.O\. Box \d+", 5),
        ("street", r".*, Suite \d+", 30),
    ],
)
def test_records_look_like_that(records, column, value, least):
    assert sum(bool(re.fullmatch(value, record[column])) for record in records) >= least


def test_people_move_marry_and_have_two_addresses(records):
    of_person = defaultdict(lambda: defaultdict(set))
    for record in records:
        if record["person"].startswith("H"):
            for name in ("city", "last", "email"):
                of_person[name][record["person"]].add(record[name].lower())
    for name in of_person:
        assert sum(len(values - {""}) > 1 for values in of_person[name].values()) > 25, name


@pytest.mark.parametrize(
    ("name", "written"), [("Сергей", "Sergey"), ("Θανάσης", "Thanasis"), ("Юрий", "Yuriy"), ("Smith", "Smith")]
)
def test_names_have_a_form_in_latin_letters(name, written):
    assert latin(name) == written
    assert plain_name(name) == written.lower()
