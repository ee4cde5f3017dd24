"""The SQL that reads phone numbers, against the library from which its rules come."""

import csv
import random
from pathlib import Path

import duckdb
import phonenumbers
import pytest
from jinja2 import Environment
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from python_helpers import phone_rules

PROJECT = Path(__file__).parents[2]
MAIN_REGIONS = (
    "AR AT AU BE BR CA CH CN CZ DE DK ES FI FR GB GR HU IE IN IT JP KR LU MX NL NO NZ PL PT RU SE SG TR UA US ZA"
).split()
FORMATS = ["NATIONAL", "INTERNATIONAL", "E164", "RFC3966"]


def expected(text, region):
    """What the library makes of a text."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


@pytest.fixture(scope="module")
def sql():
    """Runs the macro on texts with regions, in the order given."""
    jinja = Environment(extensions=["jinja2.ext.do"])
    functions = (PROJECT / "macros/duckdb/databricks_functions.sql").read_text("utf-8")
    macros = (PROJECT / "macros/phone_e164.sql").read_text("utf-8")
    query = jinja.from_string(macros, globals={"ref": lambda name: name}).module.with_phone_e164(
        "typed", "text", "region"
    )
    assert "\\" not in query
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        for statement in jinja.from_string(functions).module.databricks_functions().split(";\n"):
            connection.execute(statement)
        for seed, number in (("phone_regions", "max_length"), ("phone_calling_codes", "local_length")):
            connection.execute(
                f"create table {seed} as select * replace (cast({number} as int) as {number})"
                f" from read_csv('{PROJECT / 'seeds' / seed}.csv', header = true, all_varchar = true)"
            )

        def run(numbers):
            texts, regions = zip(*numbers, strict=True)
            connection.execute(
                "create or replace table typed as select unnest($place) as place, unnest(cast($text as varchar[])) as text,"
                " unnest(cast($region as varchar[])) as region",
                {"place": list(range(len(texts))), "text": list(texts), "region": list(regions)},
            )
            found = connection.execute(f"select phone from ({query}) order by place").fetchall()
            return [(*number, phone) for number, (phone,) in zip(numbers, found, strict=True)]

        yield run


def differences(sql, numbers):
    numbers = list(dict.fromkeys(numbers))
    return [
        (text, region, phone, wanted)
        for text, region, phone in sql(numbers)
        if phone != (wanted := expected(text, region))
    ]


def examples():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in PhoneNumberType.values():
            if number := phonenumbers.example_number_for_type(region, kind):
                yield region, number
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        yield None, phonenumbers.example_number_for_non_geo_entity(code)


def test_examples_of_every_region(sql):
    numbers = [
        (phonenumbers.format_number(number, getattr(PhoneNumberFormat, name)), given)
        for region, number in examples()
        for name in FORMATS
        for given in (region, None)
    ]
    assert len(numbers) > 11_000
    assert differences(sql, numbers) == []


def random_numbers():
    """Digits of every length for the main regions, as dialled at home, with and without calling code and +."""
    chance = random.Random(164)
    for region in MAIN_REGIONS:
        code = str(phonenumbers.country_code_for_region(region))
        prefixes = ["", "", "0", "1", "8", "9", "00", "011", "+", code, "+" + code, "+" + code + "0", "00" + code]
        for length in range(1, 18):
            for prefix in prefixes:
                for _ in range(3):
                    yield prefix + "".join(chance.choices("0123456789", k=length)), region


def test_random_numbers(sql):
    found = differences(sql, random_numbers())
    assert found == []


def test_random_numbers_of_other_regions(sql):
    chance = random.Random(360)
    numbers = [
        (prefix + "".join(chance.choices("0123456789", k=length)), region)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for prefix in ("", "0", str(phonenumbers.country_code_for_region(region)), "+")
        for length in range(3, 16)
        for _ in range(2)
    ]
    assert differences(sql, numbers) == []
