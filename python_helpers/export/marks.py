"""Where records end and how many values they have, counted without reading the values: 64 bytes of CSV at a time.

Each byte of the content is a bit of a number: whether it is a quote, or outside quotes. Bit ``i`` of a word is byte
``i``, so that a shift to the left looks at the byte before.
"""

from dataclasses import dataclass

import numpy as np

QUOTE, COMMA = b'",'
CR, LF = b"\r\n"
WORD, HIGHEST, ALL = 64, np.uint64(63), np.uint64(2**64 - 1)


@dataclass(frozen=True)
class Counted:
    """What ``count`` finds in bytes that begin with a record.

    ``end`` is where the last line end outside quotes ends, 0 without one. Up to there are ``records``, not counting
    blank lines, with ``commas`` outside quotes; ``in_tail`` are the commas after it, None when a quote is open at the
    end. ``is_strict`` says that each quote is where RFC 4180 has it, ``is_plain`` that each CR outside quotes, up to
    ``end``, comes before LF, too.
    """

    end: int
    records: int
    commas: int
    in_tail: int | None
    is_strict: bool
    is_plain: bool


def count(content: bytes, whole: bool = False) -> Counted:
    """Looks through ``content``; with ``whole``, its end is that of a record."""
    size = len(content)
    text = np.frombuffer(content, np.uint8)
    quotes, commas, returns, ends = (_bits(text == mark) for mark in (QUOTE, COMMA, CR, LF))
    outside, beside = ~_inside(quotes), quotes | commas | returns | ends
    is_first, is_last = _upto(min(size, 1), size), _upto(size, size) & ~_upto(size - 1, size)
    misplaced = quotes & ~outside & ~(_next(beside) | is_first) | quotes & outside & ~(_previous(beside) | is_last)
    ends, commas, returns = ends & outside, commas & outside, returns & outside
    end = size if whole else _end(ends)
    found = _upto(end, size)
    begins = (_next(ends) | is_first) & found
    blank = begins & (ends | (returns & _previous(ends)))
    separators, is_open = _number(commas & found), bool(_number(quotes) % 2)
    is_strict = not misplaced.any()
    return Counted(
        end=end,
        records=_number(begins & ~blank),
        commas=separators,
        in_tail=None if is_open else _number(commas) - separators,
        is_strict=is_strict,
        is_plain=is_strict and not (whole and is_open) and not (returns & ~_previous(ends) & found).any(),
    )


def _bits(mask: np.ndarray) -> np.ndarray:
    packed = np.packbits(mask, bitorder="little")
    words = np.zeros(-(-len(mask) // WORD), "<u8")
    words.view(np.uint8)[: len(packed)] = packed
    return words


def _upto(end: int, size: int) -> np.ndarray:
    """The first ``end`` of ``size`` bytes."""
    words = np.zeros(-(-size // WORD), "<u8")
    full, left = divmod(max(end, 0), WORD)
    words[:full] = ALL
    if left:
        words[full] = 2**left - 1
    return words


def _inside(quotes: np.ndarray) -> np.ndarray:
    """Bytes after an odd number of quotes, counting themselves."""
    words = quotes.copy()
    for step in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(step)
    odd = np.bitwise_xor.accumulate(words >> HIGHEST)
    words[1:] ^= odd[:-1] * ALL
    return words


def _next(words: np.ndarray) -> np.ndarray:
    """The bytes that come right after these."""
    moved = words << np.uint64(1)
    moved[1:] |= words[:-1] >> HIGHEST
    return moved


def _previous(words: np.ndarray) -> np.ndarray:
    """The bytes that come right before these."""
    moved = words >> np.uint64(1)
    moved[:-1] |= words[1:] << HIGHEST
    return moved


def _end(ends: np.ndarray) -> int:
    places = np.flatnonzero(ends)
    return int(places[-1]) * WORD + int(ends[places[-1]]).bit_length() if len(places) else 0


def _number(words: np.ndarray) -> int:
    return int(np.bitwise_count(words).sum())
