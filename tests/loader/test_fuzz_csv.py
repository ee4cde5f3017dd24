"""Any bytes as CSV files: the loader never fails, never misplaces a value and never loses a byte."""

import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.histories import model_json
from support.interpreter import Bronze, State
from support.lake import Lake, assert_as_specified

from python_helpers.export import records

FOLDER = "2024-01-01T00.00.00Z"
PIECES = [
    *[b'"', b'""', b",", b"\n", b"\r\n", b"\r", b"a", b" ", b"True", b"0", b"\x00", b"\\", b"#", b"'", b";"],
    *[
        b"\xef\xbb\xbf",
        "é".encode(),
        "\u2028".encode(),
        "\U0001d518".encode(),
        b"\xc3",
        b"\xa9",
        b"\xff",
        b"\xed\xa0\x80",
    ],
    *[b'a,"x",\r\n', b"b,,True\n", b'c,"l1\nl2",,"new"\r\n', b"d,x,False,new,wide\n", b"e,x\n"],
]
# a stray quote, so that the file is split here and not by DuckDB, which reads as much as it may
SPLIT_HERE = b'x"y\n'
texts = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=12).map(b"".join)
quick = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def model(*columns: str) -> bytes:
    attributes = [{"name": column, "dataType": "string"} for column in columns]
    return model_json({"name": "dim", "attributes": attributes})


def assert_loaded_as_specified(*states: State, **limits: int) -> None:
    expected = Bronze("dim", **limits)
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        for state in states:
            lake.load(state)
            expected.load(state)
            assert_as_specified(lake, expected, state)


@quick
@given(st.lists(texts, min_size=1, max_size=8), st.sampled_from([(), ("new",)]), st.booleans())
def test_any_bytes_in_files_that_grow(files, added, at_rest):
    named = {f"dim/{number}.csv": text for number, text in enumerate(files)}
    halves = {name: text[: len(text) // 2] for name, text in named.items()}
    root = {"model.json": model("Id", "name", "IsDelete", *added)}
    resting = set(named) if at_rest else set()
    assert_loaded_as_specified(State(root | halves), State(root | named), State(root | named, resting=resting))


@quick
@given(st.lists(texts, min_size=1, max_size=8), st.sampled_from([(), ("new",)]), st.booleans(), st.booleans())
def test_any_bytes_in_a_finished_folder(files, added, first_at_rest, then_at_rest):
    """First a part of them, as a copy in progress has it."""
    named = {f"{FOLDER}/dim/{number}.csv": text for number, text in enumerate(files)}
    halves = {name: text[: len(text) // 2] for name, text in named.items()}
    root = {f"{FOLDER}/model.json": model("Id", "name", "IsDelete", *added)}
    assert_loaded_as_specified(
        State(root | halves, resting=set(named) if first_at_rest else set()),
        State(root | named, resting=set(named) if then_at_rest else set()),
    )
    assert_loaded_as_specified(State({f"{FOLDER}/model.json": model("Id", "name", "IsDelete", *added)} | named))


@pytest.mark.parametrize("longest", [5, 12])
@quick
@given(texts, st.booleans())
def test_a_record_that_is_too_long_costs_no_other(longest, text, is_finished):
    """Whatever comes after it, and wherever what is read at once ends."""
    where = f"{FOLDER}/" if is_finished else ""
    files = {f"{where}model.json": model("Id", "name", "IsDelete"), f"{where}dim/1.csv": SPLIT_HERE + text}
    limits = {"LONGEST_ROW": longest, "LONGEST_LINE": longest // 2, "BLOCK": 3, "BEGINNING": 4}
    with mock.patch.multiple(records, **limits):
        assert_loaded_as_specified(State(files), longest=longest)
