"""Renders macros that need nothing but each other, and lists what they must give on every engine."""

# ruff: noqa: RUF001 - letters of other alphabets are what is tested
from datetime import date, datetime
from decimal import Decimal

from jinja2 import Environment

from support.offline import ROOT

JINJA = Environment(extensions=["jinja2.ext.do"])
MACROS = "".join(path.read_text("utf-8") for path in sorted(ROOT.glob("macros/[!d]*/*.sql")))


def render(sql: str) -> str:
    return JINJA.from_string(MACROS + sql).render().strip()


# call: {text: value}
CASES = {
    "clean_text('x')": {
        " a\u00a0\r\n": "a",
        # Java's `$` matches before each of these, and its `.` matches none of them
        "a\u0085": "a",
        "\u2028a\u2029": "a",
        "a\u2028b\u0085c\u000bd\re": "a\nb\nc\nd\re",
        " \t\u2028": None,
        "\u3000": None,
        "\u200b": None,
        "\u0000": None,
        "Nul\u0000 Na\u0000me": "Nul Name",
        "\u202a+49 30 901820\u202c": "+49 30 901820",
        "\ufeffIl\u200bs\u00ade\u3000\u200e Vogt\u200f": "Ilse  Vogt",
        "1010\u00a0AB\u202f": "1010 AB",
        "\u0001V\u007fo\u0084g\U000e0041t\ufe0f\U000e0100\ufffc": "Vogt",
        # joiners that the script needs stay, but not around the text; U+0600 and U+06DD are seen
        "\u200cعلی\u200cرضا\u200f\u200d": "علی\u200cرضا",
        "ශ්\u200dරී": "ශ්\u200dරී",
        "Il\u200cse\u200d": "Ilse",
        "\u0600\u06dd": "\u0600\u06dd",
        "葛\U000e0100飾 😀": "葛飾 😀",
    },
    "name_key('x')": {
        "GENDER  NEUTRAL": "gender neutral",
        " Czech\t \nRepublic ": "czech republic",
        "U. S. A.": "u s a",
        None: None,
    },
    "clean_email('x')": {
        "Ilse.Vogt@Example.org": "ilse.vogt@example.org",
        "jürgen@müller.example": "jürgen@müller.example",
        "葛飾@例え.テスト": "葛飾@例え.テスト",
        "ilse\u200f@example.org": None,
        "ilse→@example.org": None,
        "ilse\u3000@example.org": None,
        "ilse@example.o→g": None,
    },
    "proper_case('x')": {
        "İSTANBUL": "İstanbul",
        "ÇELİK": "Çelik",
        "LOUIS VIII": "Louis VIII",
        "karl von und zu guttenberg": "Karl von und zu Guttenberg",
        "გიორგი": "გიორგი",
        "սևակ": "Սևակ",
        "ΜΑΡΗΣ": "Μαρης",
        "μαΐρης": "Μαΐρης",
        "ﬁona o'neil": "Fiona O'Neil",
        "MACKENZIE SCOTT III": "Mackenzie Scott III",
        "mackenzie  scott iii": "Mackenzie Scott III",
        "MARIA CHEN PHD": "Maria Chen PhD",
        "III": "Iii",
        "STRAßER": "Straßer",
        "straßer": "Straßer",
        "GROß-Straßer": "GROß-Straßer",
        "Mackenzie  Scott Iii": "Mackenzie Scott Iii",
        "maria de souza e silva": "Maria de Souza e Silva",
        "van morrison": "Van Morrison",
        "anh le": "Anh Le",
        "MARLOE DE BOER": "Marloe De Boer",
        "McDonald": "McDonald",
    },
    "proper_case('x', particle_first=true)": {
        "van den berg": "van den Berg",
        "de": "De",
        "DE BOER": "De Boer",
        "II": "II",
        "iv": "IV",
        "phd": "PhD",
        "IVY": "Ivy",
        "SMITH II": "Smith II",
        "patwa": "Patwa",
        "de Boer": "de Boer",
    },
    "folded('x')": {
        "İstanbul": "istanbul",
        "Ístanbul": "istanbul",
        "I\u0301stanbul": "istanbul",
        "ΟΔΥΣΣΕΥΣ": "οδυσσευσ",
        "Οδυσσεύς": "οδυσσεύσ",
        "Щука 5😀": "щука5",
        "Ein\u2028Haus": "einhaus",
        "Il\u200fse\u3000→ 葛飾": "ilse葛飾",
        "علی\u200cرضا": "علیرضا",
    },
    # letters are counted, not their bytes
    "alike('x', \"'щукин'\", '0.2')": {
        "щукин": True,
        "щукен": True,
        "щекен": False,
        "schukin": False,
        None: None,
    },
    "alike('x', \"'Müller'\", '0.17')": {"Mueller": False, "Miller": True, "😀üller": True, "": False},
    "phone_number('x')": {
        "030 1234567": "0301234567",
        "030 1234567\u2028)": "030 1234567",
        "030\n1234567": "",
        "030 1234567\u0085;isub=7\u20288": "",
        "İ 030 1234567": "030 1234567",
    },
    "number('x', 'decimal(38, 6)')": {
        "12345678901234567890123456789012.123456": Decimal("12345678901234567890123456789012.123456"),
        "9007199254740993.000001": Decimal("9007199254740993.000001"),
        "-0.1": Decimal("-0.1"),
        "+7": Decimal(7),
        "1e3": Decimal(1000),
        "1.5E-3": Decimal("0.0015"),
        "5e-7": Decimal("0.000001"),
        "1e31": Decimal("1e31"),
        "1e32": None,
        "1" * 33: None,
        "1e400": None,
        "1e99999999999": None,
        "1e-99999": None,
        "1,5": None,
        "1 000": None,
        "NaN": None,
        "Infinity": None,
        "0x10": None,
        "": None,
        None: None,
    },
    "number('x', 'decimal(38, 16)')": {
        "1234567890123456789012.1234567890123456": Decimal("1234567890123456789012.1234567890123456"),
        "5646075567.0000000000000001": Decimal("5646075567.0000000000000001"),
        "-1": Decimal(-1),
        "0.00000000000000005": Decimal("1e-16"),
        "1.0000000000000001e4": Decimal("10000.000000000001"),
        "1" * 22: Decimal("1" * 22),
        "1" * 23: None,
    },
    "whole_number('x')": {
        "3111000001": 3111000001,
        "9223372036854775807": 9223372036854775807,
        "-9223372036854775808": -9223372036854775808,
        "9223372036854775808": None,
        "1" * 40: None,
        "1e3": 1000,
        "9.007199254740993e15": 9007199254740993,
        "1e30": None,
        "1e400": None,
        "007": 7,
        "1.0": 1,
        "1.5": None,
        "1e-1": None,
        "-": None,
        "1-2": None,
    },
    "parse_timestamp('x')": {
        "8/4/2021 12:00:00 AM": datetime(2021, 8, 4),
        "8/4/2021 12:30:00 AM": datetime(2021, 8, 4, 0, 30),
        "10/9/2024 12:30:00 PM": datetime(2024, 10, 9, 12, 30),
        "12/31/2024 11:59:59 PM": datetime(2024, 12, 31, 23, 59, 59),
        "1/3/0001 12:00:00 AM": datetime(1, 1, 3),
        "2/30/2021 1:00:00 AM": None,
        "8/4/2021 13:00:00 PM": None,
        "8/4/2021 1:0:00 PM": None,
        "8/4/2021  1:00:00 PM": None,
        "008/4/2021": None,
        "2025-02-03T09:52:01.1234567Z": datetime(2025, 2, 3, 9, 52, 1, 123456),
        "2025-02-03T09:52:01.1234567": datetime(2025, 2, 3, 9, 52, 1, 123456),
        "2025-02-03T09:52:01.1234567+00:00": datetime(2025, 2, 3, 9, 52, 1, 123456),
        "2025-02-03T09:52:01.1234567+02:00": datetime(2025, 2, 3, 7, 52, 1, 123456),
        "2025-02-03T09:52:01.1234567-05:30": datetime(2025, 2, 3, 15, 22, 1, 123456),
        "2021-06-25T16:21Z": datetime(2021, 6, 25, 16, 21),
        "2021-06-25T16:21+00:00": datetime(2021, 6, 25, 16, 21),
        "2021-06-25 16:21-02:00": datetime(2021, 6, 25, 18, 21),
        "2021-06-25T16:21:12Z": datetime(2021, 6, 25, 16, 21, 12),
        "1899-12-31T23:59:59.0000000Z": datetime(1899, 12, 31, 23, 59, 59),
        "1753-01-01T00:00:00+01:00": datetime(1752, 12, 31, 23),
        "1582-10-10T00:00:00Z": datetime(1582, 10, 10),
        "0001-01-03T00:00:00.0000000": datetime(1, 1, 3),
        "0001-01-01T00:00:00Z": datetime(1, 1, 1),
        "9999-12-31T23:59:59.9999999Z": datetime(9999, 12, 31, 23, 59, 59, 999999),
        "10000-01-01T00:00:00Z": None,
        "2021-02-30T00:00:00Z": None,
        "2021-02-03T09:61:00Z": None,
    },
    "parse_date('x')": {
        "2025-02-15T00:00:00.0000000": date(2025, 2, 15),
        "2025-02-15T00:00:00.0000000Z": date(2025, 2, 15),
        "2025-02-15T00:00:00.0000000+14:00": date(2025, 2, 15),
        "2025-02-15T23:00:00.0000000-12:00": date(2025, 2, 15),
        "2025-02-15": date(2025, 2, 15),
        "2/15/2025 12:00:00 AM": date(2025, 2, 15),
        "1899-12-30": date(1899, 12, 30),
        "0001-01-01T00:00:00.0000000": date(1, 1, 1),
        "9999-12-31": date(9999, 12, 31),
        "2025-02-30": None,
        "2025-02-30T00:00:00.0000000": None,
        "10000-01-01": None,
        "1985/11/09": date(1985, 11, 9),
        "1985.11.09": date(1985, 11, 9),
        "1985/11/09 00:00:00": date(1985, 11, 9),
        "1985/11/09 23:00:00": None,
        "1985/02/30": None,
        "1985/11/9": None,
        "19851109": date(1985, 11, 9),
        "19851332": None,
        "09111985": None,
        "1985110": None,
        "09.11.1985": None,
        "9-11-1985": None,
        "11/9/1985": date(1985, 11, 9),
        "1985-11-08T23:00:00Z": date(1985, 11, 8),
    },
    "parse_date('x', day_first=true)": {
        "09.11.1985": date(1985, 11, 9),
        "9.1.1985": date(1985, 1, 9),
        "9-11-1985": date(1985, 11, 9),
        "9/11/1985": date(1985, 11, 9),
        "09.11.1985 00:00:00": date(1985, 11, 9),
        "29.02.1985": None,
        "11/17/1985": None,
        "09.11.85": None,
        "1985-11-09": date(1985, 11, 9),
        "11/9/1985 12:00:00 AM": date(1985, 11, 9),
    },
    "parse_date('x', zone='Europe/Berlin')": {
        "1985-11-08T23:00:00.0000000Z": date(1985, 11, 9),
        "1985-07-08T22:00:00Z": date(1985, 7, 9),
        "1985-07-08 22:00": date(1985, 7, 9),
        "11/8/1985 11:00:00 PM": date(1985, 11, 9),
        "11/8/1985 12:00:00 AM": date(1985, 11, 8),
        "11/8/1985": date(1985, 11, 8),
        "1985-11-09T00:00:00Z": date(1985, 11, 9),
        "1985-11-09": date(1985, 11, 9),
        "19851109": date(1985, 11, 9),
        "1985-11-08T25:00:00Z": None,
        None: None,
    },
    "parse_date('x', zone='America/New_York')": {
        "1985-11-09T05:00:00Z": date(1985, 11, 9),
        "1985-11-09T00:00:00Z": date(1985, 11, 9),
    },
    "boolean('x')": {
        "True": True,
        "tRuE": True,
        "1": True,
        "FALSE": False,
        "0": False,
        "yes": None,
        None: None,
    },
    "time_of_day('x')": {
        "08:30:00": "08:30:00",
        "08:30:59.1234567": "08:30:59",
        "23:59": "23:59:00",
        "24:00:00": None,
        "8:30": None,
        "08:60:00": None,
        "2021-08-04T08:30:00": None,
        None: None,
    },
    "record_number('x')": {
        "000010b5-0000-0000-21aa-a55001000000": 5648001569,
        "0000286b-0000-0000-1007-000010000000": 68719478544,
        "000010b5-0000-0000-ffff-ffffffffff7f": 9223372036854775807,
        "000010b5-0000-0000-ffff-ffffffffffff": None,
        "50bff458-d47a-4924-804b-31c0a83108e6": None,
        "5648001569": None,
        None: None,
    },
    "two_option_code('x')": {
        "True": "1",
        "tRuE": "1",
        " FALSE ": "0",
        "true\u00a0": "true\u00a0",
        "false": "0",
        "1": "1",
        "perhaps": "perhaps",
        None: None,
    },
    "choice_code('x')": {
        "1": "1",
        " 1 ": "1",
        "1.0": "1",
        "100000000.000": "100000000",
        "10": "10",
        "1.05": "1.05",
        "-1": "-1",
        "Item": "Item",
        "\u20031": "\u20031",
        None: None,
    },
}

# Labels of a column `hobbies` and of other columns; the query gives the labels of SELECTIONS of three loads.
MULTI_SELECT = """
with

labels as (

    select column_name, cast(null as string) as state_code, code, label, known_from, known_to
    from (
        values
        ('hobbies', '1', 'Chess', timestamp '1900-01-01', timestamp '2021-01-02'),
        ('hobbies', '1', 'Chess, Go', timestamp '2021-01-02', timestamp '9999-12-31'),
        ('hobbies', '2', 'Art; music', timestamp '1900-01-01', timestamp '9999-12-31'),
        ('hobbies', '10', 'Rowing', timestamp '1900-01-01', timestamp '9999-12-31'),
        ('pets', '1', 'Cat', timestamp '1900-01-01', timestamp '9999-12-31')
    ) as known (column_name, code, label, known_from, known_to)

),

typed as (

    select place, hobbies, cast(loaded as timestamp) as _loaded_at
    from selections

),

labelled as ({{ with_multi_select_label('typed', 'hobbies', 'hobbies', 'hobby_labels') }}),

unlabelled as ({{ with_multi_select_label('labelled', 'hobbies', 'cars', 'car_labels') }})

select place, hobby_labels, hobby_labels_rejected, car_labels, car_labels_rejected
from unlabelled
order by place
"""
# (text, load): (labels, codes without label)
SELECTIONS = {
    ("1;2;10", "2021-01-01"): ("Chess; Art; music; Rowing", None),
    ("10;1", "2021-01-01"): ("Rowing; Chess", None),
    ("10;1", "2021-01-02"): ("Rowing; Chess, Go", None),
    ("[2;1]", "2021-01-03"): ("Art; music; Chess, Go", None),
    ("[10, 2]", "2021-01-03"): ("Rowing; Art; music", None),
    ("99;1;3", "2021-01-01"): ("99; Chess; 3", "99; 3"),
    ("2;", "2021-01-01"): ("Art; music", None),
    ("1;1", "2021-01-01"): ("Chess; Chess", None),
    (";".join(map(str, range(10, 160))), "2021-01-01"): (
        "; ".join(["Rowing", *map(str, range(11, 160))]),
        "; ".join(map(str, range(11, 160))),
    ),
    ("[]", "2021-01-01"): (None, None),
    ("", "2021-01-01"): (None, None),
    (None, "2021-01-01"): (None, None),
}
