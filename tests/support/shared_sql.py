"""What SQL must not use so that both engines read it alike."""

import re

from sqlglot import tokenize
from sqlglot.tokens import TokenType

# What DuckDB reads differently from Databricks, or not at all, even where a function of that name exists.
FORBIDDEN = ("rlike", "<=>", "array", "dateadd", "round")


WRONG_IN_TEXTS = {r"\\": "a backslash", r"[$]{": "${", r"[$]\d": "$ and a digit"}


# Words before a bracket that don't call a function.
WORDS = set(
    "all and any as between by case cast coalesce distinct else except exists filter from in is join like not on or "
    "over partition select then try_cast union using values when where with".split()
)


TYPES = {"decimal", "varchar", "char"}


def faults(sql: str, known: set[str]) -> list[str]:
    """What a compiled model must not use, as sentences without a subject."""
    found = [f"has {text}" for text in re.findall(r"substr(?:ing)?[(][^()]*,\s*0\s*(?:,[^()]*)?[)]", sql)]
    found += [
        f"has {text}" for text in re.findall(r"\bchr[(]\s*\d+\s*[)]", sql) if int(re.search(r"\d+", text)[0]) > 255
    ]
    tokens = tokenize(sql, read="databricks")
    for before, token, following in zip([None, *tokens[:-1]], tokens, [*tokens[1:], None], strict=True):
        name = token.text.lower()
        is_alias = before is not None and before.token_type == TokenType.ALIAS
        called = following is not None and following.token_type == TokenType.L_PAREN and not is_alias
        if token.token_type == TokenType.STRING:
            text = sql[token.start : token.end + 1]
            if text.startswith('"'):
                found.append(f"has the text {text} in double quotes")
            for wrong, told in WRONG_IN_TEXTS.items():
                if re.search(wrong, text):
                    found.append(f"has {told} in the text {text}")
        elif token.token_type == TokenType.NUMBER and "." in name and "e" not in name and before.text == "/":
            found.append(f"divides by the decimal {name}")
        elif (name in FORBIDDEN and (called or name in ("rlike", "<=>"))) or (
            called and re.fullmatch(r"[a-z]\w*", name) and name not in known | WORDS | TYPES
        ):
            found.append(f"uses {name}{'()' if called else ''}")
    words = [token.text.lower() for token in tokens]
    for place in range(len(words)):
        if words[place : place + 3] == ["not", "in", "("] and words[place + 3] in ("select", "with"):
            found.append(f"has not in ({words[place + 3]} …)")
    return sorted(set(found))
