"""The SQL that reads phone numbers, compared with the library from which its rules come."""
# ruff: noqa: RUF001 - wide digits and signs are what is tested

import csv
import random
from pathlib import Path

import duckdb
import phonenumbers
import pytest
from jinja2 import Environment
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from python_helpers.project import phone_rules

PROJECT = Path(__file__).parents[2]
MAIN_REGIONS = [
    "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CN", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HU", "IE",
    "IN", "IT", "JP", "KR", "LU", "MX", "NL", "NO", "NZ", "PL", "PT", "RU", "SE", "SG", "TR", "UA", "US", "ZA",
]  # fmt: skip
FORMATS = ["NATIONAL", "INTERNATIONAL", "E164", "RFC3966"]


def expected(text, region):
    """What the library makes of a text; a customer's number has 7 to 15 digits."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return written if phonenumbers.is_possible_number(number) and 7 < len(written) <= 16 else None


@pytest.fixture(scope="module")
def sql():
    """Runs the macro on texts with regions, in the order given."""
    jinja = Environment(extensions=["jinja2.ext.do"])
    functions = (PROJECT / "macros/duckdb/databricks_functions.sql").read_text("utf-8")
    macros = "".join((PROJECT / f"macros/cleaning/{name}.sql").read_text("utf-8") for name in ("letters", "phone_e164"))
    query = jinja.from_string(macros, globals={"ref": lambda name: name}).module.with_phone_e164(
        "typed", "text", "region"
    )
    assert "\\" not in query
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        for statement in jinja.from_string(functions).module.databricks_functions().split(";\n"):
            connection.execute(statement)
        for seed in ("phone_regions", "phone_calling_codes"):
            connection.execute(
                f"create table {seed} as"
                f" from read_csv('{PROJECT / 'seeds' / seed}.csv', header = true, all_varchar = true)"
            )
        connection.execute("alter table phone_regions alter max_length type int")

        def run(numbers):
            texts, regions = zip(*numbers, strict=True)
            connection.execute(
                "create or replace table typed as select unnest($place) as place,"
                " unnest(cast($text as varchar[])) as text, unnest(cast($region as varchar[])) as region",
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
    assert [row for row in differences(sql, random_numbers()) if not known(row)] == []


def test_random_numbers_of_every_region(sql):
    chance = random.Random(360)
    numbers = [
        (prefix + "".join(chance.choices("0123456789", k=length)), region)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for prefix in ("", "0", str(phonenumbers.country_code_for_region(region)), "+")
        for length in range(3, 16)
        for _ in range(4)
    ]
    assert [row for row in differences(sql, numbers) if not known(row)] == []


def known(row):
    """Belarus and Madagascar, with the calling code but no + and then a prefix; see test_known_differences."""
    text, region, _phone, _wanted = row
    return text.startswith({"BY": "375", "MG": "2610"}.get(region, "no digits"))


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BEHIND = [
    " ext. 12", " x12", "x12", ";ext=12", "#12", " # 12", " Extension 345", " extensión 7", " доб. 345", " anexo 3",
    ", 12", ",,12", "; 12", " - 503#", "~12", " int 12", " extn 12", " ext12#", "ｘ12", "\u00a0x12", "\tx12",
    " 1234567x", " x302/x2303", " x302/ x2303", "x1234567890", " ext.12345678901234567890123", ";isub=12",
    ".", " -", "?", "&", "+", "*", "_", " #", " _12", " :12", "\n12", " (home)", "a", " ab", " abc", " mobile", " é",
    " / 123",
]  # fmt: skip
NOTATIONS = [
    *(lambda number, behind=behind: number + behind for behind in BEHIND),
    *(
        lambda number, blank=blank: number.replace(" ", blank)
        for blank in ("\u00a0", ".", "/", "\u2011", "  ", " \u2012 ", "\u200b", ":")
    ),
    lambda number: number,
    lambda number: "tel:" + number,
    lambda number: "Tel.: " + number,
    lambda number: "é " + number,
    lambda number: "*" + number,
    lambda number: f'"{number}"',
    lambda number: f"[{number}]",
    lambda number: number.replace("-", "–"),
    lambda number: number.translate(WIDE),
    lambda number: number.translate(ARABIC),
    lambda number: f"{number} or {number}",
    lambda number: f"{number}; {number}",
    lambda number: f"{number}, {number}",
    lambda number: f"T: {number} F: {number}",
    lambda number: number[:5] + "+" + number[5:],
    lambda number: number[:4] + "a" + number[4:],
    lambda number: number[:6] + "x" + number[6:],
]


def dirty_numbers():
    for region in MAIN_REGIONS:
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE):
            if number := phonenumbers.example_number_for_type(region, kind):
                national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
                international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
                code, rest = international.removeprefix("+").split(" ", 1)
                for start in (
                    national, international, f"({international})", f"+{code} (0) {rest}", f"+{code}(0){rest}",
                    f"+ {code} {rest}", f"++{code}{rest}", f"＋{code}{rest}", f"00{code} {rest}",
                    f"00 {code} (0){rest}", f"011 {code} {rest}", f"{code} {rest}",
                ):  # fmt: skip
                    for notation in NOTATIONS:
                        yield notation(start), region


def test_dirty_notations(sql):
    assert differences(sql, dirty_numbers()) == []


AWKWARD = [
    "1-800-FLOWERS", "1800flowers", "(800) FLOWERS", "+1 800 MICROSOFT", "0800 CALL NOW", "12ABC", "abc", "", "+", "++",
    "-", "#", "x", "none", "n/a", "0", "00", "000", "123", "1 2", "110", "911", "+49", "0049", "+1", "+1 5", "+0",
    "0000000000", "00000000", "1111111111", "+0049 30 123456", "+049 30 123456", "+999 123456", "+210 1234567",
    "0 351 15 123 4567", "011 15 1234 5678", "15 1234 5678", "+54 9 11 1234 5678", "01 55 1234 5678",
    "044 55 1234 5678", "0 41 11 98765 4321", "0xx11 98765 4321", "+39 06 1234 5678", "06 1234 5678", "+390612345678",
    "3912345678", "8 800 555 35 35", "8 (495) 123-45-67", "7 495 123 45 67", "+7 (495) 123-45-67", "030/123456-0",
    "030 123456 / 030 123457", "+41 (0)44 668 18 00", "0041 44 668 1800", "+44 (0) 20 7946 0958", "(+44) 20 7946 0958",
    "+44 020 7946 0958", "44 020 7946 0958", "07911 123456", "+353 (0)1 234 5678", "+1 (415) 555-2671 ext. 89",
    "415.555.2671 x89", "1 415 555 2671", "555-2671", "+15552671", "+1 415 555 267", "+1 415 555 26711",
    "+800 1234 5678", "+882 16 1234 5678", "+383 44 123 456", "+36 06 1 234 5678", "2,3e10", "4.915112345678E+12",
    "4915112345678.0", "tel:+1-201-555-0123;ext=7", "tel:+49;30123", "+49 30 1234567 890 12345", "+٤٩٣٠١٢٣٤٥٦",
]  # fmt: skip


def test_awkward_texts_in_many_regions(sql):
    regions = [None, *MAIN_REGIONS, "AG", "AQ", "GA", "GG", "KZ", "MG", "SM", "VA", "XX"]
    assert differences(sql, [(text, region) for text in AWKWARD for region in regions]) == []


@pytest.mark.parametrize(
    ("text", "region", "phone", "wanted"),
    [
        pytest.param("tel:555-1234;phone-context=+1-201", None, None, "+12015551234", id="phone-context is not read"),
        pytest.param("030\t123456", "DE", "+4930123456", None, id="a tab is a blank"),
        pytest.param("57030394035784275", "CO", None, "+5794035784275", id="two prefixes, one with a carrier's code"),
        pytest.param("81000815695918", "JP", "+810815695918", "+8100815695918", id="Japan, 81 and 000"),
        pytest.param("00800581", "HK", None, "+85200800581", id="a choice of prefixes and then 0"),
        pytest.param("375008423237", "BY", "+37508423237", "+3758423237", id="Belarus, two prefixes after 375"),
        pytest.param("26108941420", "MG", "+2618941420", "+261208941420", id="Madagascar, prefix and no area code"),
        pytest.param("+49 ३० १२३४५६", None, None, "+4930123456", id="digits but Latin, wide and Arabic ones"),
    ],
)
def test_known_differences(sql, text, region, phone, wanted):
    assert differences(sql, [(text, region)]) == [(text, region, phone, wanted)]


def test_null_stays_null(sql):
    assert sql([(None, "DE"), (None, None)]) == [(None, "DE", None), (None, None, None)]


@pytest.mark.parametrize(
    ("seed", "rows"),
    [("phone_regions", phone_rules.region_rows), ("phone_calling_codes", phone_rules.calling_code_rows)],
)
def test_seeds_match_the_library(seed, rows):
    with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows()


def test_seeds_are_written_with_lf(tmp_path):
    phone_rules.write(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (PROJECT / "seeds" / path.name).read_bytes()
        assert b"\r" not in path.read_bytes()
