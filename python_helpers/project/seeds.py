"""Checks the lines of seeds before dbt reads them, because what dbt and DuckDB say of a wrong one is hard to read."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path


def faults(root: Path, name: str, columns: list[str]) -> Iterator[str]:
    """What is wrong with the seed ``name`` below ``root``, which has the ``columns``: a message for each line."""
    try:
        text = (root / name).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        yield f"{name}, line {line}: not UTF-8. Save the file as UTF-8."
        return
    except OSError as error:
        yield f"{name} can't be read: {error.strerror}."
        return
    if not text.strip():
        yield f"{name} is empty. The first line must be {','.join(columns)}."
        return
    # str.splitlines would also split at U+2028 and the like
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, strict=True)
    header, begin = [], 1
    try:
        for values in reader:
            line = f'{name}, line {begin}: "{lines[begin - 1].rstrip()}"'
            begin = reader.line_num + 1
            if not values:
                continue
            if not header:
                header = [value.strip() for value in values]
                missing = [column for column in columns if column not in header]
                if missing:
                    yield f"{line} lacks {_columns(missing)}. The first line must be {','.join(columns)}."
                    return
                if len(set(header)) < len(header):
                    yield f"{line} names a column twice. The first line must be {','.join(columns)}."
                    return
            elif len(values) != len(header):
                count = "1 value" if len(values) == 1 else f"{len(values)} values"
                yield f"{line} has {count}, and not {len(header)} ({','.join(header)}). {_advice(values, header)}"
    except csv.Error:
        line = f'{name}, line {begin}: "{lines[begin - 1].rstrip()}"'
        yield f"{line} has a double quote in the wrong place, or none at its end."


def _columns(names: list[str]) -> str:
    return f"the column {names[0]}" if len(names) == 1 else f"the columns {', '.join(names)}"


def _advice(values: list[str], header: list[str]) -> str:
    if len(values) > len(header):
        return "Put a value that has a comma in it between double quotes."
    if any(";" in value for value in values):
        return "Separate the values by commas, not by semicolons."
    return "Add the missing comma; an empty value needs one, too."
