"""The seed of country names: what staging looks up, and what the phone rules know."""

import csv
from pathlib import Path

import phonenumbers

PROJECT = Path(__file__).parents[2]
OUTSIDE_ISO = {"AC", "TA"}  # Ascension and Tristan da Cunha, which are SH there


def rows():
    with (PROJECT / "seeds/country_names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_names_are_written_as_staging_looks_them_up():
    for row in rows():
        name = row["country_name"]
        assert name == name.lower().replace(".", "").strip()
        assert "  " not in name
        assert row["country_code"].isascii()
        assert row["country_code"].isalpha()
        assert row["country_code"].isupper()
        assert len(row["country_code"]) == 2


def test_every_country_is_found_by_its_code():
    codes = {row["country_name"]: row["country_code"] for row in rows()}
    assert len(codes) == len(rows())
    assert len(set(codes.values())) == 250  # ISO's 249 and Kosovo
    assert all(codes[code.lower()] == code for code in codes.values())
    assert set(phonenumbers.SUPPORTED_REGIONS) - OUTSIDE_ISO <= set(codes.values())
