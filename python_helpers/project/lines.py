"""Finds the lines of the project's files that make a column."""

import re

import yaml


def line_in(text: str, column: str, read: str = "") -> int:
    """The line of a model's file that makes a column of what it reads from a model or source.

    The line that hands all columns on when none names it.
    """
    name = re.escape(column)
    stem = re.escape(re.sub("_(code|label|codes|labels)$", "", column))
    lines = list(enumerate(text.splitlines(), start=1))
    for pattern in (
        rf"^\s*'{name}':",  # an entry of the macro stage
        rf"^(?!.*\bjoin\b).*(\bas |^\s*(\w+\.)?)`?{name}`?,?\s*(--.*)?$",
        rf"^\s*'{stem}(_codes?)?':",  # it makes a label, too
        rf"'{name}'",
        rf"\b{name}\b",
        r"\bselect\b.*\*|^\s*\*|\.\*",
        r"\{\{[- ]*(stage|history)\(|dbt\.ref\(",
    ):
        found = [number for number, line in lines if re.search(pattern, line, re.I)]
        if found:
            # of the parts of a union, that which reads it
            reads = re.compile(rf"\b(from|join) ({_names_of(read, text)})(?!\w)")
            ends = [number for number, line in lines if read and reads.search(line)]
            return max((number for number in found if ends and number <= ends[-1]), default=found[-1])
    return 1


def _names_of(read: str, text: str) -> str:
    """A pattern of what a file calls the rows that it reads from a model or source, itself or through other parts."""
    names = [rf".*'{re.escape(read)}'.*"]
    for name, part in re.findall(r"^(\w+) as (\(\s*\{.*?\}\s*\)|\(.*?^\))", text, re.M | re.S):
        if f"'{read}'" in part or re.search(rf"\b(from|join) ({'|'.join(names)})(?!\w)", part):
            names.append(name)
    return "|".join(names)


def lines_in_yml(text: str) -> dict[tuple[str, str], int]:
    """The lines of a .yml file that name tables and their columns, by table and column; without column, the table's."""
    found: dict[tuple[str, str], int] = {}

    def entries(node: yaml.Node, key: str):
        for name, value in node.value if isinstance(node, yaml.MappingNode) else []:
            if name.value == key and isinstance(value, yaml.SequenceNode):
                for item in value.value:
                    named = next((of for word, of in item.value if word.value == "name"), None)
                    yield item, named.value if named else "", named.start_mark.line + 1 if named else 1

    root = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    tables = list(entries(root, "snapshots"))
    for source, _, _ in entries(root, "sources"):
        tables += entries(source, "tables")
    for item, table, line in tables:
        found[table, ""] = line
        for _, column, line_of_column in entries(item, "columns"):
            found[table, column.lower()] = line_of_column
    return found
