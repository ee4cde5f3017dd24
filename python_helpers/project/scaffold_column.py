"""Writes columns of an exported table into the source, the staging model and the descriptions that there are."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from python_helpers.export.layouts import Export
from python_helpers.export.model import ExportError
from python_helpers.project.scaffold import Field, TableScaffold, as_yaml, small
from python_helpers.project.sources import cdm_type, declared, reads


def add_columns(export: Export, project: Path, table: str, texts: list[str]) -> Iterable[str]:
    """Adds columns to the files of a table, and gives lines to print. Nothing is written unless all of it can be.

    Each of ``texts`` is an exported column or ``column=name``, the name in silver. Raises ``ExportError``.
    """
    source = declared(project).get(table)
    staging = next((path for path in project.glob("models/staging/**/stg_*.sql") if reads(path, table)), None)
    if staging is None or source is None:
        raise ExportError(f"{table} has no models yet. Write them first: c360 scaffold {table}")
    folder = staging.parent
    made = TableScaffold(export, table, folder.name)
    yml = folder / f"_{folder.name}.yml"
    files = {path: path.read_text("utf-8").splitlines() for path in (project / source.path, yml, staging)}
    silver = [path.stem for path in sorted(folder.glob("*")) if path.stem.endswith(("_history", "_current"))]
    described = []
    for text in texts:
        field = _field(made, text)
        if re.search(rf"'from': '`?{re.escape(field.exported)}`?'", "\n".join(files[staging])):
            raise ExportError(f"{staging} reads {field.exported} already.")
        if field.exported not in map(str.lower, source.columns):
            entry = [f"- name: {as_yaml(field.exported)}", f"  description: {as_yaml(field.description)}"]
            if source.lists_all:
                kind = cdm_type(made.columns[field.exported])
                entry.append(f'  config: {{meta: {{cdm_type: "{kind}"}}}}')
            times = r"- name: (createdon|createddatetime|IsDelete|_\w+)"
            _insert(files, project / source.path, f"- name: {table}", times, entry)
        for model in (staging.stem, *silver):
            is_deleted = r"- (&|[*]|name: )is_deleted"
            _insert(files, yml, f"- name: {model}", is_deleted, partial(_described, field))
        line = f"    '{field.name}': {{'from': '{field.read}', 'kind': '{field.kind}'}},"
        _insert(files, staging, r".*\bstage[(].*", r"}[^{}]*[)] }}.*", [line])
        described += field.described
    for path, lines in files.items():
        path.write_text("\n".join(lines) + "\n", "utf-8")
        yield f"{path}: {', '.join(described)} added"


def _field(made: TableScaffold, text: str) -> Field:
    column, _, name = text.partition("=")
    field = next((field for field in made.fields if field.exported == small(column)), None)
    if field is None:
        near = get_close_matches(small(column), [field.exported for field in made.fields])
        hint = f"Near it: {', '.join(near)}." if near else f"c360 scaffold {made.table} shows all."
        raise ExportError(f"{made.table} has no column {column} to add. {hint}")
    if not name:
        return field
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise ExportError(f"{name} can't be the name of a column: write it in small letters, like email_2.")
    stem = re.sub("_(code|id)s?$", "", name) if field.label else name
    meaning = stem.replace("_", " ").capitalize() + field.description[len(field.description.split(",")[0]) :]
    label = field.label and stem + field.label[field.label.rindex("_label") :]
    return replace(field, name=name, label=label, description=meaning)


def _described(field: Field, line: str) -> list[str]:
    """The descriptions of a column and its label, in the form of a line beside it: an anchor, its use, or neither."""
    if line.lstrip().startswith("- *"):
        return [f"- *{name}" for name in field.described]
    anchored = line.lstrip().startswith("- &")
    entries = []
    for name, description in field.described.items():
        entries += [f"- &{name}", f"  name: {name}"] if anchored else [f"- name: {name}"]
        entries.append(f"  description: {as_yaml(description)}")
    return entries


def _insert(
    files: dict[Path, list[str]], path: Path, start: str, before: str, entry: list[str] | Callable[[str], list[str]]
) -> None:
    """Inserts lines before the first that looks like ``before`` after the one that looks like ``start``."""
    lines = files[path]
    begun = next((at for at, line in enumerate(lines) if re.fullmatch(start, line.strip())), len(lines))
    place = next((at for at in range(begun, len(lines)) if re.fullmatch(before, lines[at].strip())), None)
    if place is None:
        raise ExportError(f"{path} has no line {before} after {start}, so it has to be edited by hand.")
    indent = re.match(" *", lines[place])[0]
    lines[place:place] = [indent + line for line in (entry(lines[place]) if callable(entry) else entry)]
