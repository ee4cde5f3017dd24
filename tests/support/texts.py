"""Texts in SQL, as Databricks reads them.

There a quote within a text has a backslash before it, and two texts side by side are one: ``'O''Neil'`` is ``ONeil``
(https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type).
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"""
    (?P<ignored> \s+ | --[^\n]* | /[*].*?[*]/ )
    | (?P<text> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    | `[^`]*` | [$][$].*?[$][$] | .
    """,
    re.S | re.X,
)


def side_by_side(sql: str) -> Iterator[str]:
    """Each two texts with nothing between them but blanks and comments; YAML between ``$$`` isn't read."""
    before = None
    for token in TOKEN.finditer(sql):
        if token["text"]:
            if before:
                yield sql[before.start() : token.end()]
            before = token
        elif not token["ignored"]:
            before = None


def assert_none_side_by_side(statements: Iterator[tuple[str, str]]) -> None:
    """Raises AssertionError that names the file and the text; ``statements`` are files and what they send."""
    found = {f"{file}: {text}" for file, sql in statements for text in side_by_side(sql)}
    advice = "Databricks reads these as one text without a quote; write chr(39), or other words (docs/sql.md):\n"
    assert not found, advice + "\n".join(sorted(found))
