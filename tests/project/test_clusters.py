"""The loop of match_clusters, on small worlds. dbt's unit tests know no Python models."""

import importlib.util
import random

import pytest
from support.macro_cases import render
from support.project import ROOT

FILE = ROOT / "models" / "identity" / "clusters" / "match_clusters.py"
COLUMNS = ("record_id", "cluster_id", "cluster_size", "matched_record_id", "matched_by", "weight")


def module():
    spec = importlib.util.spec_from_file_location("match_clusters", FILE)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def rows(records, matches, decisions=(), largest=50) -> list[tuple]:
    """The rows of the model; ``records`` is a text of names, or names with the source that has no duplicates."""
    records = dict.fromkeys(records.split(), "") if isinstance(records, str) else records
    found = module().clusters(records, matches, decisions, largest)
    return list(zip(*(found[name] for name in COLUMNS), strict=True))


def together(*given, **limits) -> set[str]:
    """The records of each cluster, as a text."""
    clusters = {}
    for record, cluster, *_ in rows(*given, **limits):
        clusters.setdefault(cluster, []).append(record)
    return {" ".join(records) for records in clusters.values()}


def test_a_chain_is_one_person_and_a_never_pair_joins_nobody():
    matches = [("a", "b", "", 10), ("b", "c", "same_cid", 12), ("c", "d", "", 12)]
    assert rows("a b c d e", matches, [("c", "d", "never")]) == [
        ("a", "a", 3, "", "", 0),
        ("b", "a", 3, "a", "score", 10),
        ("c", "a", 3, "b", "same_cid", 12),
        ("d", "d", 1, "", "", 0),
        ("e", "e", 1, "", "", 0),
    ]


def test_records_that_are_kept_apart_end_apart():
    """In a chain with a never pair each of the two keeps a cluster, and others join the stronger bond."""
    assert rows("a b c z", [("a", "b", "", 10), ("b", "c", "", 12)], [("a", "c", "never")]) == [
        ("a", "a", 1, "", "", 0),
        ("b", "b", 2, "", "", 0),
        ("c", "b", 2, "b", "score", 12),
        ("z", "z", 1, "", "", 0),
    ]


def test_records_apart_from_a_third_stay_together():
    matches = [("a", "d", "", 10), ("b", "d", "", 11), ("b", "c", "", 12)]
    assert rows("a b c d", matches, [("a", "b", "never"), ("c", "a", "never")]) == [
        ("a", "a", 1, "", "", 0),
        ("b", "b", 3, "", "", 0),
        ("c", "b", 3, "b", "score", 12),
        ("d", "b", 3, "b", "score", 11),
    ]


def test_each_record_leads_to_the_first_one_by_the_strongest_links():
    """Two that match each other best don't name each other: one of them names the link to the rest."""
    matches = [("a", "b", "", 27_000), ("c", "d", "email", 29_000), ("a", "c", "", 16_000), ("b", "c", "", 12_000),
               ("a", "d", "", 12_000), ("b", "d", "", 12_000)]  # fmt: skip
    assert [row[3:] for row in rows("a b c d", matches)] == [
        ("", "", 0),
        ("a", "score", 27_000),
        ("a", "score", 16_000),
        ("c", "email", 29_000),
    ]
    # in the order of export
    assert [row[3:] for row in rows("d c b a", matches)] == [
        ("c", "score", 16_000),
        ("a", "score", 27_000),
        ("d", "email", 29_000),
        ("", "", 0),
    ]


def test_the_first_record_is_that_of_the_macro():
    assert render("{{ first_exported() }}") == module().FIRST


def test_a_rule_is_stronger_than_any_weight():
    matches = [("a", "b", "", 90_000), ("b", "c", "same_cid", 1_000)]
    assert together("a b c", matches, [("a", "c", "never")]) == {"a", "b c"}


def test_records_that_always_join_are_one_whatever_the_rest_says():
    decisions = [("c", "b", "always"), ("b", "a", "always"), ("a", "d", "never")]
    assert rows({"a": "contact", "b": "contact", "c": "", "d": ""}, [("c", "d", "", 9)], decisions, largest=1) == [
        ("a", "a", 3, "", "", 0),
        ("b", "a", 3, "a", "match_overrides", 0),
        ("c", "a", 3, "b", "match_overrides", 0),
        ("d", "d", 1, "", "", 0),
    ]


def test_live_records_of_a_source_without_duplicates_stay_apart():
    matches = [("a", "c", "", 9), ("b", "c", "", 10)]
    assert together({"a": "contact", "b": "contact", "c": ""}, matches) == {"a", "b c"}
    assert together({"a": "contact", "b": "contact", "c": "lead"}, matches) == {"a", "b c"}
    assert together({"a": "contact", "b": "", "c": ""}, matches) == {"a b c"}


def test_too_many_records_are_not_joined():
    matches = [("a", "b", "", 9), ("b", "c", "", 10), ("d", "e", "", 9)]
    assert together("a b c d e", matches, largest=2) == {"a", "b", "c", "d e"}
    assert together("a b c d e", matches, [("a", "c", "always")], largest=2) == {"a b c", "d e"}


def test_a_decision_about_a_record_that_is_gone_is_no_decision():
    assert together("a b", [], [("a", "gone", "always"), ("gone", "b", "never")]) == {"a", "b"}


def test_always_wins_where_overrides_contradict_each_other():
    """A data test then stops the build, and names the line."""
    assert together("a b c", [], [("a", "b", "always"), ("b", "c", "always"), ("c", "a", "never")]) == {"a b c"}


@pytest.mark.parametrize("seed", range(50))
def test_what_must_hold_of_any_clusters(seed):
    """The order of the input changes nothing, nobody is with an enemy, and a bond is left out for a reason only."""
    choice = random.Random(seed)
    names = [f"r{number}" for number in range(12)]
    records = {name: choice.choice(["", "", "contact"]) for name in names}
    pairs = [choice.sample(names, 2) for _ in range(14)]
    matches = [(*pair, choice.choice(["", "", "same_cid"]), choice.randrange(9, 14)) for pair in pairs]
    never = [(*choice.sample(names, 2), "never") for _ in range(3)]
    found = rows(records, matches, never)
    assert rows(records, choice.sample(matches, len(matches)), choice.sample(never, len(never))) == found
    cluster = {record: person for record, person, *_ in found}
    members = {person: {record for record in names if cluster[record] == person} for person in cluster.values()}

    def may_be_one(one: str, other: str) -> bool:
        both = members[cluster[one]] | members[cluster[other]]
        return sum(records[name] == "contact" for name in both) < 2 and not any(
            {a, b} <= both for a, b, _ in never
        )  # fmt: skip

    leads_to = {record: matched for record, _, _, matched, *_ in found if matched}
    for person, known in members.items():
        assert person == min(known)
        first = min(known, key=names.index)
        assert known - leads_to.keys() == {first}
        for record in known:
            steps = [record]
            while steps[-1] in leads_to:
                steps.append(leads_to[steps[-1]])
                assert len(steps) <= len(known)
            assert steps[-1] == first
        assert may_be_one(person, person)
    assert all(cluster[one] == cluster[other] or not may_be_one(one, other) for one, other, *_ in matches)
