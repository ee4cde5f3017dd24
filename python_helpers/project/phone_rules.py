"""Derives the phone seeds from the library ``phonenumbers``, so that SQL can read numbers without it.

``seeds/phone_regions.csv`` says how a number is dialled from a region: enough to see whether it names its calling
code. ``seeds/phone_calling_codes.csv`` says how what follows the calling code is read: the national prefix and the
possible lengths. Patterns are of the kind that Java and RE2 read alike, without a backslash.
"""

import csv
import re
from itertools import product
from pathlib import Path

REGION_COLUMNS = [
    "country_code",
    "calling_code",
    "numbering_plan",
    "international_prefix",
    "international_pattern",
    "international_starts",
    "national_pattern",
    "own_code_pattern",
    "max_length",
]
PLAN_COLUMNS = [
    "numbering_plan",
    "calling_code",
    "trunk_prefix",
    "trunk_pattern",
    "trunk_starts",
    "shared_starts",
    "viable_pattern",
    "local_length",
    "local_starts",
    "area_code",
    "mobile_areas",
    "national_lengths",
    "possible_lengths",
]
LOCAL_FORM = re.compile(r"\(\[([\d-]+)\](?:\\d\{(\d)\})\)\$(?:\|(.*))?|\((\d)\\d\{(\d)\}\)\$(?:\|(.*))?")
ATOM = re.compile(r"(\{[^}]*\})|(\[[^]]*\]|[0-9])")


class PhoneRulesError(Exception):
    """The library is missing."""


def region_rows() -> list[dict[str, str]]:
    """The rows of ``phone_regions.csv``, one per region of the library, sorted by country code."""
    metadata, regions, main_regions = _library()
    rows = []
    for region in regions:
        rules = metadata.metadata_for_region(region)
        code = str(rules.country_code)
        prefix = _plain(rules.international_prefix)
        national = _plain(rules.general_desc.national_number_pattern)
        trunk = _uncaptured(_plain(rules.national_prefix_for_parsing or ""))
        if rules.national_prefix_transform_rule == r"9\1":
            trunk = "0"
        local, trunk = re.match(r"(\(\?:(?:\[[0-9-]+\]|[0-9])\[0-9\]\{[0-9]\}\))?\$?[|]?(.*)", trunk).groups()
        trunk = trunk.replace("$", "")
        own = f"(?:{trunk})?(?:{national})" if trunk else f"(?:{national})"
        literal = prefix.isdigit()
        rows.append({
            "country_code": region,
            "calling_code": code,
            "numbering_plan": code if main_regions[rules.country_code] == region else region,
            "international_prefix": prefix if literal else "",
            "international_pattern": "" if literal else f"^(?:{prefix})([1-9][0-9]*)?$",
            "international_starts": "" if literal else _list(sorted(_starts(prefix, 2))),
            "national_pattern": f"^(?:{national})$",
            "own_code_pattern": f"^{code}(?:{own}|{local})$" if local else f"^{code}{own}$",
            "max_length": str(max(rules.general_desc.possible_length)),
        })  # fmt: skip
    return rows


def calling_code_rows() -> list[dict[str, str]]:
    """The rows of ``phone_calling_codes.csv``: one per calling code, for the region that leads it, then one for
    each other region, because from there a number without its calling code may be read in another way."""
    metadata, regions, main_regions = _library()
    plans = [
        (str(code), metadata.metadata_for_region_or_calling_code(code, region)) for code, region in main_regions.items()
    ]
    plans.sort(key=lambda plan: plan[0])
    leaders = set(main_regions.values())
    plans += [(region, metadata.metadata_for_region(region)) for region in regions if region not in leaders]
    rows = []
    for plan, rules in plans:
        lengths = rules.general_desc.possible_length
        leader = metadata.metadata_for_region_or_calling_code(rules.country_code, main_regions[rules.country_code])
        possible = leader.general_desc.possible_length + leader.general_desc.possible_length_local_only
        rows.append({
            "numbering_plan": plan,
            "calling_code": str(rules.country_code),
            **_trunk_rules(rules),
            "national_lengths": _list(lengths),
            "possible_lengths": _list(sorted(possible)),
        })  # fmt: skip
    return rows


def write(folder: Path) -> None:
    """Writes both seeds into ``folder``.

    Raises ``PhoneRulesError`` when the library ``phonenumbers`` isn't installed.
    """
    for name, columns, rows in (
        ("phone_regions.csv", REGION_COLUMNS, region_rows()),
        ("phone_calling_codes.csv", PLAN_COLUMNS, calling_code_rows()),
    ):
        with (Path(folder) / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _library():
    try:
        from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata
    except ImportError as error:
        raise PhoneRulesError(
            "The phone seeds are derived from the library phonenumbers, which isn't installed here. "
            "Run: pip install phonenumbers"
        ) from error
    main_regions = {code: regions[0] for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()}
    return PhoneMetadata, sorted(SUPPORTED_REGIONS), main_regions


def _trunk_rules(rules) -> dict[str, str]:
    found = dict.fromkeys(PLAN_COLUMNS[2:11], "")
    parsing = rules.national_prefix_for_parsing or ""
    transform = rules.national_prefix_transform_rule or ""
    local = LOCAL_FORM.match(parsing)
    if local and transform:
        # a number of the right length and first digit lacks its area code: ([457]\d{6})$ -> 268\1
        first, length, rest, digit, digit_length, digit_rest = local.groups()
        found["local_starts"] = _list(d for d in "0123456789" if re.fullmatch(f"[{first or digit}]", d))
        found["local_length"] = str(int(length or digit_length) + 1)
        found["area_code"] = transform.removesuffix(r"\1")
        parsing, transform = rest or digit_rest or "", ""
    if transform == r"9\1":
        # Argentina: 0 351 15 123 4567 is the mobile number 9 351 123 4567
        area = re.compile(parsing.removeprefix("0?(?:(").removesuffix(")15)?"))
        digits = (f"{number:0{length}}" for length in (2, 3, 4) for number in range(10**length))
        found["mobile_areas"] = _list(code for code in digits if area.fullmatch(code))
        parsing, transform = "0", ""
    pattern = _plain(parsing)
    alternatives = pattern.split("|")
    if pattern and (
        rules.national_prefix in alternatives or pattern.startswith((f"{rules.national_prefix}(", "(?:0|"))
    ):
        found["trunk_prefix"] = rules.national_prefix
    if transform == r"\2":
        # Brazil: the code of a carrier comes between 0 and a number with its area code
        kept = pattern.replace("([0-9]{10,11})", "")
        found["trunk_pattern"] = f"^{_uncaptured(kept)}([0-9]{{10,}})$"
    elif transform == r"\1" and pattern.startswith("0("):
        found["trunk_pattern"] = f"^0((?:{pattern[2:-1]})[0-9]*)$"
    elif pattern and pattern != found["trunk_prefix"]:
        kept = "|".join(alternatives[1:]) if transform else pattern
        found["trunk_pattern"] = f"^(?:{_uncaptured(kept)})([0-9]+)$"
    if found["trunk_pattern"]:
        found["trunk_starts"] = _list(
            start for start in sorted(_starts(pattern, 2)) if not _only_literal(pattern, found["trunk_prefix"], start)
        )
    national = _plain(rules.general_desc.national_number_pattern)
    shared = {start[:2] for start in _starts(pattern, 3) & _starts(national, 3)} if pattern else set()
    if shared:
        found["shared_starts"] = _list(sorted(shared))
        found["viable_pattern"] = f"^(?:{national})$"
    return found


def _plain(pattern: str) -> str:
    return re.sub(r"\[([^]]*)\]", lambda m: m[0].replace(r"\d", "0-9"), pattern).replace(r"\d", "[0-9]")


def _uncaptured(pattern: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", pattern)


def _list(values) -> str:
    values = [str(value) for value in values]
    return f"|{'|'.join(values)}|" if values else ""


def _starts(pattern: str, length: int) -> set[str]:
    """The digits with which a text that the pattern matches, or matches at its start, can begin."""
    partial = re.compile(ATOM.sub(lambda m: m[1] or f"(?:{m[2]}|$)", pattern))
    digits = map("".join, product("0123456789", repeat=length))
    return {start for start in digits if partial.match(start)}


def _only_literal(pattern: str, literal: str, start: str) -> bool:
    """Whether, for numbers that begin so, the pattern takes nothing but the literal prefix."""
    if not literal or not start.startswith(literal):
        return False
    partial = re.compile(ATOM.sub(lambda m: m[1] or f"(?:{m[2]}|$)", pattern))
    return all(partial.match(start + "".join(rest)).end() == len(literal) for rest in product("0123456789", repeat=2))
