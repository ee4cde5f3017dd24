"""A wrong line of a seed stops the build before anything is made of it, and the message names the line."""

import re
import shutil

import pytest
import yaml
from support.project import ROOT, Project, record

from python_helpers.project.seeds import faults


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    root = tmp_path_factory.mktemp("project")
    for name in (
        "models",
        "macros",
        "snapshots",
        "tests",
        "python_helpers",
        "dbt_project.yml",
        "profiles.yml",
        ".dbtignore",
    ):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "seeds", root / "seeds")
    project = Project(tmp_path_factory.mktemp("built"), root=root)
    project.write_export(**{"2021": record(Id="a", versionnumber=1)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    project.build(tests=True)
    return project


def without(line: str):
    return lambda text: "".join(kept for kept in text.splitlines(keepends=True) if not kept.startswith(line))


def instead(old: str, new: str):
    return lambda text: text.replace(old, new, 1)


def more(*lines: str):
    return lambda text: text + "".join(f"{line}\n" for line in lines)


WRONG = {
    "genders": (
        "stg_dataverse__customer",
        [
            (more("FEMALE.,male"), 'the line "FEMALE.,male" has a name that is there twice, whatever the case'),
            (more("elf,elvish"), 'the line "elf,elvish" has no gender. It can be one of: female, male, non-binary'),
            (more(",male"), 'the line ",male" has no name'),
        ],
    ),
    "country_names": (
        "stg_dataverse__customer",
        [
            (more("U.K.,GB"), 'the line "U.K.,GB" has a name that is there twice, whatever the case'),
            (more("atlantis,Atl"), 'the line "atlantis,Atl" needs a country code of two capital letters'),
        ],
    ),
    "survivorship": (
        "customer_survivors",
        [
            (more("nose,1,most_recent,"), '"nose,1,most_recent,": there is no such group. It can be one of: name'),
            (more(",1,most_recent,"), '",1,most_recent,": there is no such group'),
            (more("email,3,most_beautiful,"), '"email,3,most_beautiful,": there is no such rule. It can be one of:'),
            (more("email,3,,"), '"email,3,,": there is no such rule'),
            (more("email,1,most_frequent,"), "another rule of the group has the same priority. Give each its own"),
            (more("email,first,most_frequent,"), "the priority must be 1, 2, 3 or 4; 1 decides first"),
            (more("email,5,most_frequent,"), "the priority must be 1, 2, 3 or 4"),
            (more("email,,most_frequent,"), "the priority must be 1, 2, 3 or 4"),
            (instead("contact|crc33_customer|lead", "contact|facebook"), "source_trust needs the sources, the most"),
            (more("email,3,source_trust,"), '"email,3,source_trust,": source_trust needs the sources'),
            (without("phone,"), 'no line starts with "phone,": add one'),
        ],
    ),
    "segment_channels": (
        "customer_segments",
        [
            (more("dachs,email"), 'makes the segment "dachs". Correct its name, or take the line out'),
            (more(",email"), 'makes the segment "". Correct its name, or take the line out'),
            (more("dach,pigeon"), 'the segment "dach" has the channel "pigeon". It can be one of: email, bulk_email'),
            (more("dach,"), 'the segment "dach" has the channel "". It can be one of'),
            (more("newsletter,phone"), 'the segment "newsletter" is there twice: take one line out'),
        ],
    ),
    "segment_rules": (
        "customer_segments",
        [
            (
                more("rich,incom,>,5,"),
                'the line "rich,incom,>,5," names the column "incom", which neither gold.customers',
            ),
            (more("rich,incom,>,5,"), "It can be one of: customer_number, full_name, first_name,"),
            (more("rich,income,=>,5,"), 'has the operator "=>". It can be one of: =, <>,'),
            (more("rich,income,>,lots,"), 'compares the number "income": it takes one number'),
            (more("rich,age,in,30,"), 'compares the number "age": it takes one number'),
            (more("rich,age,not contains,30,1"), 'compares the number "age": it takes one number'),
            (more("young,date_of_birth,>,1.1.1990,"), 'compares the date "date_of_birth": it takes one date such as'),
            (more("young,date_of_birth,>,1990-02-30,"), 'not "> 1990-02-30"'),
            (more("known,has_finance,=,yes,"), 'asks whether "has_finance" is true or false'),
            (more("rich,,>,5,"), 'names the column "", which neither gold.customers'),
            (more("rich,city,contains,,"), 'the line "rich,city,contains,," lacks its value.'),
            (more(",city,contains,Ulm,x"), 'the line ",city,contains,Ulm,x" lacks its segment.'),
        ],
    ),
}


BROKEN = {
    "segment_rules": [
        (more("rich,income,>,5"), 'line 22: "rich,income,>,5" has 4 values, and not 5 (segment,column_name,'),
        (more("rich;income;>;5;"), 'line 22: "rich;income;>;5;" has 1 value, and not 5'),
        (instead("segment,column_name,operator,value,any_of", "segment,column_name,operator,value"),
         'line 1: "segment,column_name,operator,value" lacks the column any_of'),
        (lambda text: text.replace(",", ";"), 'line 1: "segment;column_name;operator;value;any_of" lacks the columns'),
    ],
    "match_overrides": [
        (more("contact:a,lead:b,always"), 'line 2: "contact:a,lead:b,always" has 3 values, and not 4 (record_a,'),
        (more("contact:a,lead:b,always,Ann, 2026"), "Put a value that has a comma in it between double quotes"),
        (more('contact:a,lead:b,always,"Ann'), "has a double quote in the wrong place, or none at its end"),
    ],
}  # fmt: skip
DESCRIBED = yaml.safe_load((ROOT / "seeds" / "_seeds.yml").read_text())["seeds"]
COLUMNS = {seed["name"]: [column["name"] for column in seed["columns"]] for seed in DESCRIBED}


@pytest.mark.parametrize("name", BROKEN)
def test_a_line_that_is_no_csv_stops_the_build_before_anything_is_read(built, name):
    seed = built.root / "seeds" / f"{name}.csv"
    right = seed.read_text()
    for change, message in BROKEN[name]:
        seed.write_text(change(right))
        printed = built.printed("build", "--threads", "1", "--select", name)
        said = re.sub(r"\s+", " ", printed.stdout)
        assert printed.returncode != 0, message
        assert f"Nothing was built, and what was built before is unchanged. seeds/{name}.csv, line " in said, said
        assert message in said, said
        assert "Traceback" not in said, said
        assert "sniffer" not in said.lower(), said
    seed.write_text(right)


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "seeds").glob("*.csv")))
def test_a_seed_is_checked_by_its_described_columns(tmp_path, name):
    columns = COLUMNS[name]
    path = f"seeds/{name}.csv"
    assert list(faults(ROOT, path, columns)) == []
    (tmp_path / "seeds").mkdir()
    text = (ROOT / path).read_text(encoding="utf-8")
    (tmp_path / path).write_text(text + "x" + "," * (len(columns) - 2) + "\n", encoding="utf-8")
    (message,) = faults(tmp_path, path, columns)
    assert f"and not {len(columns)} ({','.join(columns)}). Add the missing comma" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.csv is empty. The first line must be name,note."),
        ("name,note,note\nx,y,z\n", 'a.csv, line 1: "name,note,note" names a column twice'),
        ("name,note\nx,a\u2028b\ny\n", 'a.csv, line 3: "y" has 1 value, and not 2'),
    ],
)
def test_what_is_wrong_with_a_seed(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (told,) = faults(tmp_path, "a.csv", ["name", "note"])
    assert message in told


def test_a_folder_is_no_seed(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert list(faults(tmp_path, "a.csv", ["name"])) == ["a.csv can't be read: Is a directory."]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_seed_stops_the_build_and_names_the_line(built, name):
    model, mistakes = WRONG[name]
    seed = built.root / "seeds" / f"{name}.csv"
    right = seed.read_text()
    for change, message in mistakes:
        seed.write_text(change(right))
        printed = built.printed("build", "--threads", "1", "--select", name, model)
        said = re.sub(r"\s+", " ", printed.stdout)
        assert printed.returncode != 0, message
        assert message in said, (message, said)
        assert f"seeds/{name}.csv" in said, (message, said)
        assert re.search(rf"SKIP relation (gold|silver)\.{model}", said), said
        assert "Traceback" not in said, said
    seed.write_text(right)
    built.build("--select", name, model)


def test_a_segment_that_nobody_is_in_is_a_warning(built):
    tested = built.printed("test", "--select", "warn_of_segments_without_customers")
    assert tested.returncode == 0
    assert 'No customer is in the segment "dach".' in tested.stdout


def test_a_segment_without_description_is_a_warning(built):
    seed = built.root / "seeds" / "segments.csv"
    right = seed.read_text()
    seed.write_text(without("dach,")(right))
    printed = built.printed("build", "--threads", "1", "--select", "segments")
    seed.write_text(right)
    assert printed.returncode == 0
    assert 'the segment "dach" has no description or no owner: add a line such as "dach,' in printed.stdout
