"""Counting by bits: the numbers are those of the records that are split one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from python_helpers.export.marks import count
from python_helpers.export.records import split_records

PIECES = st.sampled_from(
    [b'"', b",", b"\r\n", b"\n", b"\r", b"a", b"longer than a word of 64 bits" * 3, b'"x, ""y""\n"']
)
CONTENT = st.lists(PIECES, max_size=40).map(b"".join)


@given(CONTENT)
@example(b"")
@example(b'"' * 64 + b"\n")
@example(b"x" * 63 + b"\n\r\n")
def test_of_plain_records_number_and_values_are_counted(content):
    counted = count(content, whole=True)
    records = [(values, fault) for _, _, values, fault in split_records(content, ",")]
    assert counted.is_plain == (not any(fault for _, fault in records) and b"\r" not in _outside(content, b"\r\n"))
    if counted.is_plain:
        assert counted.records == len(records)
        assert counted.commas == sum(len(values) - 1 for values, _ in records)


@given(CONTENT)
def test_the_last_record_ends_at_the_last_line_end_outside_quotes(content):
    counted = count(content)
    ends = [place + 1 for place, byte in enumerate(_outside(content)) if byte == b"\n"[0]]
    assert counted.end == max(ends, default=0)
    if counted.is_strict:
        outside = _outside(content)
        assert counted.commas == outside[: counted.end].count(b",")
        assert counted.in_tail == (None if content.count(b'"') % 2 else outside[counted.end :].count(b","))


def _outside(content: bytes, without: bytes = b"") -> bytes:
    """The content, with what is between quotes, and ``without``, made blank."""
    is_inside, found = False, bytearray()
    for byte in content:
        is_inside ^= byte == b'"'[0]
        found.append(b" "[0] if is_inside else byte)
    return bytes(found).replace(without, b" " * len(without)) if without else bytes(found)
