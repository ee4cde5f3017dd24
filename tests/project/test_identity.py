"""Who is one person: overrides, guards, ids that last, the best values, and what the build says of a wrong seed."""

import json
import random
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from support.commands import c360, shown_cells
from support.exports import LAST, SYSTEM, write_models, write_rows
from support.project import ROOT, Project

ATTRIBUTES = "first last full email phone street city postcode born cid no_mail".split()
CONTACT = (
    "firstname lastname fullname emailaddress1 mobilephone address1_line1 address1_city address1_postalcode birthdate "
    "- donotbulkemail"
)
NAMES = {
    "contact": CONTACT,
    "lead": CONTACT.replace("birthdate", "-"),
    "crc33_customer": "crc33_firstname crc33_lastname crc33_name crc33_email crc33_telephone crc33_streetaddress "
    "crc33_city crc33_postcode crc33_dateofbirth crc33_cid -",
}
NAMES = {
    table: {name: column for name, column in zip(ATTRIBUTES, columns.split(), strict=True) if column != "-"}
    for table, columns in NAMES.items()
}
COLUMNS = {
    table: SYSTEM | dict.fromkeys([*names.values(), "address1_country", "crc33_country"], "string") | LAST
    for table, names in NAMES.items()
}
PEOPLE = [
    {
        "first": first,
        "last": last,
        "email": f"{first}.{last}@{host}.com".lower(),
        "phone": phone,
        "street": street,
        "city": city,
        "postcode": postcode,
    }
    for first, last, host, phone, street, city, postcode in (
        ("Anna", "Quist", "wingtip", "0151 2345 6701", "Lindenallee 4", "Bremen", "28195"),
        ("Boris", "Zephaniah", "fabrikam", "0160 9871 2345", "Am Hang 77", "Ulm", "89073"),
        ("Chantal", "Oyelaran", "northwind", "0170 5550 1882", "Kirchplatz 12", "Kassel", "34117"),
        ("Dmitri", "Vandenberg", "adatum", "0172 3141 5926", "Hafenstrasse 231", "Rostock", "18055"),
        ("Esperanza", "Hughes", "litware", "0157 2718 2818", "Burgweg 9", "Trier", "54290"),
        ("Farid", "Lindqvist", "tailspin", "0175 1618 0339", "Mozartring 58", "Passau", "94032"),
        ("Giulia", "Petrova", "proseware", "0152 8128 4590", "Seestrasse 610", "Konstanz", "78462"),
        ("Hiroshi", "Mbeki", "lucerne", "0159 4433 2211", "Postgasse 35", "Görlitz", "02826"),
        ("Ingeborg", "Castellanos", "margies", "0163 7070 9016", "Weinberg 142", "Erfurt", "99084"),
    )
]
ANNA, BORIS, CHANTAL, DMITRI, ESPERANZA, FARID = PEOPLE[:6]
CHANGING = PEOPLE[5:]
CHAIN = [f"lead:k{number}" for number in (5, 6, 7, 8, 1, 9, 4, 3, 2)]
IDENTITY = ["path:models/identity", "customer_identities", "customer_id_redirects"]
WEIGHED = ["match_chances", "match_values", "match_shared_values", "match_agreements"]
CHANGES = [f"{layer}{name}{rest}" for layer, rest in (("stg_dataverse__", ""), ("", "_history"))
           for name in ("contact", "lead", "customer")]  # fmt: skip


@dataclass
class World(Project):
    """A small export, and a project whose seeds a test may change."""

    changes: int = 0
    written: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self):
        super().__post_init__()
        self.seeds = self.root / "seeds"

    def put(self, record_id: str, **values: object) -> None:
        """Exports a new state of a record, named as in person_records."""
        table, _, key = record_id.partition(":")
        self.changes += 1
        at = datetime(2026, 1, 1, 8) + timedelta(minutes=self.changes)
        if "first" in values:
            values.setdefault("full", f"{values['first']} {values['last']}")
        self.written[record_id] = values
        row = {NAMES[table][name]: value for name, value in values.items() if name in NAMES[table]}
        if table == "crc33_customer":
            row["crc33_country"] = "Germany"
        else:
            row["address1_country"] = "Germany"
        row |= {"Id": key, "versionnumber": self.changes, "SinkModifiedOn": f"{at:%m/%d/%Y %I:%M:%S %p}"}
        row |= {"createdon": f"{at:%Y-%m-%dT%H:%M:%SZ}", "modifiedon": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        write_rows(self.export, table, COLUMNS[table], row)

    def delete(self, record_id: str) -> None:
        table, _, key = record_id.partition(":")
        self.changes += 1
        at = datetime(2026, 1, 1, 8) + timedelta(minutes=self.changes)
        row = {"Id": key, "versionnumber": self.changes, "SinkModifiedOn": f"{at:%m/%d/%Y %I:%M:%S %p}"}
        write_rows(self.export, table, COLUMNS[table], row | {"IsDelete": "True"})

    def seed(self, name: str, change) -> None:
        """Writes a seed of the project anew: ``change`` is given its text."""
        (self.seeds / f"{name}.csv").write_text(change((ROOT / "seeds" / f"{name}.csv").read_text()))

    def override(self, *lines: str) -> None:
        self.seed("match_overrides", lambda text: text + "".join(f"{line}\n" for line in lines))

    def make(self, *select: str, full: bool = False, tests: bool = False, **variables: object) -> None:
        arguments = ["--vars", json.dumps(variables)]
        arguments += ["--select", *select]
        self.build(*arguments, *(["--full-refresh"] if full else []), tests=tests)

    def identify(self, **variables: object) -> dict[str, str]:
        """The customer of each record, with the overrides as they are; the export hasn't changed."""
        self.make("match_overrides", *IDENTITY[1:], "match_decisions", *WEIGHED, "match_scores",
                  "match_clusters", "match_reviews", **variables)  # fmt: skip
        return self.customers()

    def customers(self) -> dict[str, str]:
        return dict(self.query("select record_id, customer_id from gold.customer_identities"))

    def together(self) -> set[frozenset[str]]:
        """The records of each person that has more than one."""
        return {records for records in grouped(self.customers()) if len(records) > 1}

    def rows(self) -> list[tuple]:
        tables = ("silver.match_clusters", "gold.customer_identities", "gold.customer_id_redirects")
        return [row for table in tables for row in self.query(f"from {table} order by all")]

    def reviews(self) -> dict[tuple[str, str], str]:
        found = self.query("select record_a, record_b, reason from silver.match_reviews")
        return {(one, other): reason for one, other, reason in found}

    def copy(self, folder: Path) -> "World":
        """The same world in another folder, with the same seeds."""
        shutil.copytree(self.export, folder / "export")
        shutil.copy(self.database, folder / "customer360.duckdb")
        twin = World(folder, root=self.root, changes=self.changes, written=dict(self.written))
        twin.finance = self.finance
        return twin


@pytest.fixture(scope="module")
def first_world(tmp_path_factory) -> World:
    root = tmp_path_factory.mktemp("project")
    for name in "models macros snapshots tests python_helpers dbt_project.yml profiles.yml .dbtignore".split():
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "seeds", root / "seeds")
    world = World(tmp_path_factory.mktemp("world"), root=root)
    write_models(world.export, **COLUMNS)
    for table in COLUMNS:
        (world.export / table).mkdir()
    world.write_finance("C1,100,50,200,EUR,2026-01-31")
    fill(world)
    world.make("+customer_id_redirects", "+customer_segments", "customer_attribute_provenance", "match_reviews")
    return world


@pytest.fixture
def world(first_world, tmp_path) -> World:
    for seed in (ROOT / "seeds").glob("*.csv"):
        shutil.copy(seed, first_world.seeds)
    return first_world.copy(tmp_path)


def only(person: dict, *names: str) -> dict:
    """What a record that knows little holds of a person, with the name."""
    return {name: person[name] for name in ("first", "last", *names)}


def fill(world: World) -> None:
    world.put("contact:a1", **only(ANNA, "email"))
    world.put("lead:a2", **only(ANNA, "phone"))
    world.put("crc33_customer:a3", **ANNA, cid="C1")
    world.put("contact:b1", **only(BORIS, "email"), city="Neu-Ulm", postcode="89231", no_mail="True")
    world.put("lead:b2", **BORIS)
    world.put("contact:c1", **CHANTAL | {"street": "[/b] Kirchplatz 12 [red]"})
    world.put("lead:d1", **DMITRI)
    world.put("contact:e1", **only(ESPERANZA, "email", "street", "postcode"))
    world.put("contact:e2", **only(ESPERANZA, "phone"))
    world.put("lead:e3", **ESPERANZA)
    world.put("contact:f1", **FARID)
    world.put("contact:f2", **FARID)
    world.delete("contact:f2")
    # a switchboard, a test value, and for each another record of one of the names
    switchboard = "Ulla Abt, Veit Brock, Wanda Czerny, Xaver Dorn, Yvonne Ebel, Ulla Abt"
    tests = "Alf Yilmaz, Birte Xanthos, Cem Wolters, Dörte Vogt, Egon Unger, Alf Yilmaz"
    for key, names, value in (("s", switchboard, {"phone": "0421 555 0000"}), ("t", tests, {"email": "a@test.com"})):
        for number, name in enumerate(names.split(", "), 1):
            first, last = name.split()
            world.put(f"{'lead' if number == 6 else 'contact'}:{key}{number}", first=first, last=last, **value)
    # a couple
    for record_id, first in (("contact:h1", "Rosalind"), ("lead:h2", "Theodor")):
        values = {"email": "home@vineyard.com", "phone": "0331 7070 1", "street": "Am See 3", "postcode": "14467"}
        world.put(record_id, first=first, last="Winterbottom", **values)
    # each knows the next one by the e-mail address or by the phone
    emails = ["nadia@relecloud.com", "k@alpine.com", "nk@humongous.com", "office@treyresearch.com", "x@vandelay.com"]
    phones = ["0151 1111 2222", "0170 9087 6655", "0160 3434 9890", "0175 5656 1212", "0172 7878 3434"]
    for place, record_id in enumerate(CHAIN):
        values = {"email": emails[place // 2], "phone": phones[(place + 1) // 2]}
        world.put(record_id, first="Nadia", last="Kowalczyk", **values)


def test_records_of_one_person_are_joined(world):
    assert world.together() == {
        frozenset({"contact:a1", "lead:a2", "crc33_customer:a3", "customer_finance:C1"}),
        frozenset({"contact:b1", "lead:b2"}),
        frozenset({"contact:e1", "contact:e2", "lead:e3"}),
        frozenset({"contact:f1", "contact:f2"}),
        # in so few records the name alone is enough, not what they share with others
        frozenset({"contact:s1", "lead:s6"}),
        frozenset({"contact:t1", "lead:t6"}),
        frozenset(CHAIN),
    }


def test_overrides_win_and_can_be_undone(world):
    before, ids = world.rows(), world.customers()
    by = "select matched_by, matched_record_id from gold.customer_identities where record_id = '{}'"

    # the third record stays with one of them
    world.override("contact:a1,lead:a2,never,two people")
    found = world.identify()
    assert found["contact:a1"] != found["lead:a2"]
    assert found["crc33_customer:a3"] in (found["contact:a1"], found["lead:a2"])
    assert found["customer_finance:C1"] == found["crc33_customer:a3"]
    anna = {"contact:a1", "lead:a2", "crc33_customer:a3", "customer_finance:C1"}
    assert all(found[record] == ids[record] for record in ids if record not in anna)

    # the rule e-mail and name holds
    world.override(
        "crc33_customer:a3,contact:a1,never,", "crc33_customer:a3,lead:a2,never,", "contact:a1,lead:a2,never,"
    )
    found = world.identify()
    assert found["crc33_customer:a3"] == "a3"
    assert len({found[record] for record in ("contact:a1", "lead:a2", "crc33_customer:a3")}) == 3
    assert world.reviews()["contact:a1", "crc33_customer:a3"] == "kept apart"

    # Chantal and Dmitri have nothing in common; Rosalind is the wife of Theodor
    world.override("lead:d1,contact:c1,always,", "lead:h2,contact:h1,always,", "lead:d1,contact:f1,always,")
    found = world.identify()
    assert found["lead:d1"] == found["contact:c1"] == found["contact:f1"] == found["contact:f2"] == "c1"
    assert found["contact:h1"] == found["lead:h2"] == "h1"
    assert world.query(by.format("lead:h2")) == [("match_overrides", "contact:h1")]
    assert ("d1", "c1") in world.query("from gold.customer_id_redirects")

    # always joins also those that keep somebody else apart
    world.override("contact:a1,contact:b1,never,", "contact:a1,contact:c1,always,", "lead:d1,lead:b2,always,")
    found = world.identify()
    assert found["contact:b1"] != found["contact:a1"] == found["contact:c1"]
    assert found["lead:d1"] == found["lead:b2"] != found["contact:a1"]

    world.override()
    assert world.identify() == ids
    assert world.rows() == before


def test_overrides_may_be_written_loosely(world):
    world.override("contact:b1,lead:b2,never,")
    world.identify()
    expected = world.rows()
    world.override(
        ' Contact:B1 ,lead:b2,Never ,"typed, by hand"', "lead:b2,contact:b1,never,", "contact:b1,lead:b2,never,"
    )
    world.identify()
    assert world.rows() == expected


def test_a_new_nickname_brings_new_matches(world):
    world.put("contact:n1", first="Thaddeus", last="Quill", phone="0151 7777 1212")
    world.put("lead:n2", first="Taddy", last="Quill", phone="0151 7777 1212")
    world.make(*CHANGES, *IDENTITY)
    assert world.customers()["lead:n2"] == "n2"
    world.seed("nicknames", more("taddy,thaddeus"))
    # a process of its own, because those of World.make keep what they have parsed
    selection = ("--select", "nicknames", *IDENTITY, "--exclude", "person_records")
    printed = world.run("build", "--exclude-resource-type", "unit_test", "test", *selection)
    assert printed.returncode == 0, printed.stdout
    assert world.customers()["lead:n2"] == "n1"


def test_records_of_a_duplicate_free_source_stay_apart(world):
    found = world.identify(duplicate_free_sources=["contact"])
    # the lead between the two shares more with e1
    assert found["contact:e1"] == found["lead:e3"] == "e1"
    assert found["contact:e2"] == "e2"
    # a deleted contact is no duplicate
    assert found["contact:f1"] == found["contact:f2"] == "f1"
    assert world.query(
        "select customer_id from gold.customer_identities where source = 'contact' and is_live group by all "
        "having count(*) > 1"
    ) == []  # fmt: skip
    assert world.reviews()["contact:e2", "lead:e3"] == "kept apart"
    # an override wins
    world.override("contact:e1,contact:e2,always,")
    found = world.identify(duplicate_free_sources=["contact"])
    assert found["contact:e1"] == found["contact:e2"] == found["lead:e3"]
    # two sources
    world.override()
    found = world.identify(duplicate_free_sources=["contact", "lead"])
    assert len({found[record] for record in CHAIN}) == len(CHAIN)
    assert found["contact:b1"] == found["lead:b2"]


def test_a_value_shared_by_many_names_joins_nobody(world):
    weighed = "select max(weight) from silver.match_scores where record_a = 'contact:s1'"
    found = world.customers()
    # those of one name are one person whatever they share
    assert len({found[record] for record in found if record[-2] in "st"}) == 10
    by_name = world.query(weighed)
    # the value counts when it isn't taken for one of many names
    found = world.identify(shared_value_names=5)
    assert world.query(weighed) > by_name
    # what a family shares neither
    assert found["contact:h1"] != found["lead:h2"]


def test_too_many_records_are_left_to_a_reviewer(world):
    world.override("contact:c1,lead:k1,always,")
    found = world.identify(max_cluster_size=2)
    assert len({found[record] for record in CHAIN}) == len(CHAIN)
    assert len({found[record] for record in ("contact:a1", "lead:a2", "crc33_customer:a3")}) == 3
    assert found["contact:b1"] == found["lead:b2"]
    assert found["contact:c1"] == found["lead:k1"]
    reviews = world.reviews()
    for one, other in pairwise(CHAIN):
        assert reviews[min(one, other), max(one, other)] == "too many records"
    assert reviews["contact:a1", "crc33_customer:a3"] == "too many records"
    assert found == world.identify(max_cluster_size=2)


class Story:
    """Random changes of a few records and overrides, and what must be true of ids after each."""

    def __init__(self, world: World, seed: int):
        self.world, self.choice = world, random.Random(seed)
        self.person = {"contact:f1": 0, "contact:f2": 0}
        self.live = {"contact:f1": True, "contact:f2": False}
        self.overrides: set[tuple[str, str, str]] = set()
        tables = ("contact", "lead", "crc33_customer")
        self.to_come = [f"{tables[number % 3]}:r{number}" for number in range(9)]
        self.choice.shuffle(self.to_come)
        self.seen: set[str] = set(world.customers().values())

    def step(self) -> None:
        for _ in range(self.choice.randint(1, 4)):
            ops = [self.add, self.add, self.change, self.change, self.delete, self.override, self.override, self.undo]
            self.choice.choice(ops)()
        self.world.override(*(",".join(line) + ",by test" for line in sorted(self.overrides)))

    def put(self, record: str, person: int) -> None:
        self.person[record], self.live[record] = person, True
        self.world.put(record, **CHANGING[person])

    def add(self) -> None:
        if self.to_come:
            self.put(self.to_come.pop(), self.choice.randrange(len(CHANGING)))

    def change(self) -> None:
        # also brings back what is deleted
        self.put(self.choice.choice(list(self.person)), self.choice.randrange(len(CHANGING)))

    def delete(self) -> None:
        record = self.choice.choice([record for record in self.live if self.live[record]] or ["contact:f2"])
        self.live[record] = False
        self.world.delete(record)

    def override(self) -> None:
        one, other = self.choice.sample(list(self.person), 2)
        line = (one, other, self.choice.choice(["always", "never"]))
        joined = components(self.person, [pair for *pair, decision in {*self.overrides, line} if decision == "always"])
        if all(joined[a] != joined[b] for a, b, decision in {*self.overrides, line} if decision == "never"):
            self.overrides.add(line)

    def undo(self) -> None:
        if self.overrides:
            self.overrides.remove(self.choice.choice(sorted(self.overrides)))

    def check(self, before: dict[str, str]) -> None:
        world = self.world
        clusters = dict(world.query("select record_id, cluster_id from silver.match_clusters"))
        self.check_clusters(clusters)
        dead = {record for record, is_live in self.live.items() if not is_live}
        order = list(world.written)
        members = defaultdict(list)
        for record in sorted(clusters, key=order.index):
            members[clusters[record]].append(record)
        expected = {
            record: records[0].split(":")[1]
            for records in members.values()
            if not set(records) <= dead
            for record in records
        }
        found = {record: customer for record, customer in world.customers().items() if "finance" not in record}
        assert found == expected
        redirects = world.query("from gold.customer_id_redirects")
        own = {record.split(":")[1]: customer for record, customer in found.items()}
        assert sorted(redirects) == sorted((key, customer) for key, customer in own.items() if key != customer)
        retired, live = dict(redirects), set(found.values())
        assert len(retired) == len(redirects)
        assert not retired.keys() & live
        assert set(retired.values()) <= live
        gone = {own_id.split(":")[1] for own_id in clusters} - retired.keys() - live
        self.seen |= live
        assert self.seen <= live | retired.keys() | gone
        assert {record.split(":")[1] for record in clusters if record not in found} == gone
        groups = [grouped(before), grouped(found)]
        assert all(groups[1][records] == customer for records, customer in groups[0].items() if records in groups[1])

    def check_clusters(self, clusters: dict[str, str]) -> None:
        always = [pair for *pair, decision in self.overrides if decision == "always"]
        never = [pair for *pair, decision in self.overrides if decision == "never"]
        nodes = components(self.person, always)
        person = self.person
        whole = components(
            person, always + [pair for pair in combinations(person, 2) if len({*map(person.get, pair)}) == 1]
        )
        split = {whole[one] for one, other in never if whole[one] == whole[other]}
        for one in self.person:
            for other in self.person:
                together = clusters[one] == clusters[other]
                if nodes[one] == nodes[other]:
                    assert together, (one, other)
                elif whole[one] not in split or whole[one] != whole[other]:
                    assert together == (whole[one] == whole[other]), (one, other)
        for one, other in never:
            assert clusters[one] != clusters[other], (one, other)


def components(records, pairs) -> dict[str, str]:
    """The smallest record that each hangs together with."""
    label = {record: record for record in records}
    for one, other in pairs:
        low, high = sorted((label[one], label[other]))
        label = {record: low if known == high else known for record, known in label.items()}
    return label


def grouped(customers: dict[str, str]) -> dict[frozenset[str], str]:
    found = defaultdict(set)
    for record, customer in customers.items():
        found[customer].add(record)
    return {frozenset(records): customer for customer, records in found.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_ids_are_permanent(world, tmp_path, seed):
    story = Story(world, seed)
    for step in range(3):
        before = {record: customer for record, customer in world.customers().items() if "finance" not in record}
        story.step()
        world.make(*CHANGES, "match_overrides", *IDENTITY)
        story.check(before)
        afresh = World(tmp_path / str(step), root=world.root)
        afresh.folder.mkdir()
        afresh.export, afresh.finance = world.export, world.finance
        shutil.copy(world.database, afresh.database)
        afresh.make(*IDENTITY, full=True)
        assert afresh.rows() == world.rows()


def without(line: str):
    return lambda text: "".join(kept for kept in text.splitlines(keepends=True) if not kept.startswith(line))


def instead(old: str, new: str):
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def more(*lines: str):
    return lambda text: text + "".join(f"{line}\n" for line in lines)


WRONG = {
    "match_overrides": (
        "match_decisions match_clusters",
        [
            (more("contact:a1,contact:zz,never,"), '"contact:a1,contact:zz,never" names the record "contact:zz"'),
            (more("contact:a1,contact:b1,sometimes,"), "needs two different records and the decision always or never"),
            (more("contact:a1,contact:A1,never,"), "needs two different records and the decision always or never"),
            (more("contact:a1,,never,"), '"contact:a1,,never" names the record ""'),
            (more(",,,"), 'the line ",," needs two different records'),
            (
                more("contact:a1,contact:b1,always,", "contact:b1,lead:d1,always,", "lead:d1,contact:a1,never,"),
                '"lead:d1,contact:a1,never" contradicts lines with always that join the two: remove one',
            ),
            (
                more("contact:a1,contact:b1,always,", "contact:b1,contact:a1,never,"),
                '"contact:b1,contact:a1,never" contradicts lines with always',
            ),
        ],
    ),
    "match_rules": (
        "match_scores",
        [
            (more("r,same,emial,exact,"), '"r,same,emial" names a column that is not compared. It can be one of:'),
            (more("r,same,,exact,"), '"r,same," names a column that is not compared'),
            (more("r,perhaps,email,exact,"), '"r,perhaps,email" needs a rule and the decision same or apart'),
            (more(",same,email,exact,"), '",same,email" needs a rule and the decision same or apart'),
            (more("r,same,email,exact|exactly,"), '"r,same,email,exact|exactly" is there twice, or has a level'),
            (more("r,same,email,,"), '"r,same,email," is there twice, or has a level that the comparison lacks'),
            (more("r,same,email,exact,", "r,same,email,close,"), '" is there twice'),
        ],
    ),
    "match_weights": (
        "match_scores",
        [
            (without("email,exact,"), 'there must be one line that starts with "email,exact": add it'),
            (without("gender,"), 'there must be one line that starts with "gender,'),
            (more("email,exact,0.9,0.1,3.2,"), 'there must be one line that starts with "email,exact"'),
            (more("email,nearly,0.9,0.1,3.2,"), '"email,nearly" names a comparison or level that'),
            (more("shoe_size,exact,0.9,0.1,3.2,"), '"shoe_size,exact" names a comparison or level that'),
            (instead("email,exact,0.6793", "email,exact,0"), '"email,exact" needs numbers above 0 and up to 1'),
            (instead("email,exact,0.6793", "email,exact,"), '"email,exact" needs numbers above 0 and up to 1'),
            (instead("email,exact,0.6793", "email,exact,high"), '"email,exact" needs numbers above 0 and up to 1'),
            (
                instead("cid,different,0.05,0.999,1,", "cid,different,0.05,0.999,1.1,"),
                '"cid,different" needs numbers above 0 and',
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_seed_stops_the_build_and_names_the_line(world, name):
    models, mistakes = WRONG[name]
    for change, message in mistakes:
        world.seed(name, change)
        built = world.printed("build", "--exclude-resource-type", "unit_test", "--select", name, *models.split())
        told = re.sub(r"\s+", " ", built.stdout)
        assert built.returncode == 1, message
        assert f"seeds/{name}.csv" in told, (message, told)
        assert message in told, (message, told)
        assert "Traceback" not in told, told
    world.seed(name, str)
    world.make(name, *models.split(), tests=True)


def test_explain_shows_records_reasons_and_values(world):
    shown = c360("explain", "B1", database=world.database)
    assert shown.returncode == 0, shown.stdout
    assert " 1  contact:b1: the record that was exported first\n" in shown.stdout
    assert " 2  lead:b2: joined to 1 by email_and_name\n    Boris" in shown.stdout
    values = {line[0]: [line[1], *line[3:]] for line in shown_cells(shown) if len(line) == 5}
    # one address, not the best of two
    assert values["street_address"] == ["Am Hang 77 (2)", "most_complete", "(1)"]
    assert values["city"] == ["Ulm (2)", "most_complete", "Neu-Ulm (1)"]
    assert values["postcode"] == ["89073 (2)", "most_complete", "89231 (1)"]
    assert values["email"][:2] == ["boris.zephaniah@fabrikam.com (1)", "the only value"]
    assert values["phone"][:2] == ["+4916098712345 (2)", "the only value"]
    assert "Ids that lead to it: b2" in shown.stdout
    phones = ("0160 98712345", "0049-160/98712345")
    for name in ("b2", " B2", "Lead:B2", "BORIS.Zephaniah@fabrikam.com", *phones, "zephaniah  BORIS"):
        assert c360("explain", name, database=world.database).stdout == shown.stdout
    finance = c360("explain", "customer_finance:c1", database=world.database).stdout
    number = re.search(r"(\d)  crc33_customer:a3: ", finance)[1]
    assert f"customer_finance:C1: joined to {number} by same_cid" in finance
    deleted = c360("explain", "f1", database=world.database).stdout
    assert re.search("contact:f2: joined to 1 by .*; deleted since\n", deleted)
    assert "[/b] Kirchplatz 12 [red]" in c360("explain", "c1", database=world.database).stdout


def test_explain_lists_the_customers_when_several_fit(world):
    for name in ("Winterbottom", "home@vineyard.com", "0331 70701"):
        shown = c360("explain", name, database=world.database).stdout.splitlines()
        assert shown[:2] == [
            "h1  Rosalind Winterbottom, home@vineyard.com, +4933170701",
            "h2  Theodor Winterbottom, home@vineyard.com, +4933170701",
        ]
        assert shown[2].startswith("2 customers.")
    assert "Customer t4 has" in c360("explain", "dorte vogt", database=world.database).stdout
    # the number of one customer is the id of another
    assert "Customer c1 has" in c360("explain", "C1", database=world.database).stdout
    assert "Customer a1 has" in c360("explain", "anna quist", database=world.database).stdout


@pytest.mark.parametrize("name", ["nobody", "", "%", "[/b]", "' or true --"])
def test_explain_of_an_unknown_customer(world, name):
    shown = c360("explain", name, database=world.database)
    assert shown.returncode == 1
    assert f"No customer has the name, e-mail address, phone, customer number, id or record {name}." in shown.stdout
    assert "Traceback" not in shown.stdout


def test_segments_for_contact_leave_out_who_said_no(world):
    said = "select customer_id, record_id from gold.customer_consent where channel = 'bulk_email' and not is_allowed"
    assert world.query(said) == [("b1", "contact:b1")]
    members = world.query("select customer_id from gold.customer_segments where segment = 'newsletter'")
    reachable = world.query("select customer_id from gold.customers where email is not null and customer_id <> 'b1'")
    assert sorted(members) == sorted(reachable) != []


def test_a_record_kept_apart_from_others_leaves_those_together(world):
    for number in range(5):
        world.put(f"lead:v{number}", **PEOPLE[8])
    world.override(*(f"lead:v0,lead:v{number},never," for number in range(1, 5)))
    world.make(*CHANGES, "match_overrides", *IDENTITY)
    found = world.customers()
    assert [found[f"lead:v{number}"] for number in range(5)] == ["v0", "v1", "v1", "v1", "v1"]
    world.override("lead:v0,lead:v1,never,", "lead:v0,lead:v2,never,", "lead:v3,lead:v1,never,")
    found = world.identify()
    assert found["lead:v0"] == "v0"
    assert found["lead:v1"] == "v1"
    assert found["lead:v2"] in ("v1", "v3")
