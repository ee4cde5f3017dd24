"""What there is to load of files that are loaded again as a whole when they change: choice metadata and finance."""

from datetime import datetime
from glob import glob, has_magic
from os.path import commonpath, relpath
from pathlib import Path

from python_helpers.bronze.growing import read_to
from python_helpers.bronze.parts import Part, changed_at, stat
from python_helpers.bronze.plan import Plan, Rows
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State, file_hash
from python_helpers.bronze.tables import Target
from python_helpers.export.descriptions import read_bytes, read_json
from python_helpers.export.finance import read_header
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, ExportError


def plan_metadata(state: State, export: Export, target: Target, tables: list[str]) -> Plan:
    """Plans the labels of choices, from the first that there is: CSV, Delta, or the JSON of each table."""
    plan = Plan(target)
    target.create(target.declared)
    name, columns = METADATA_FILES[target.name]
    known = {Path(row["source_file"]).name: row for row in state.files(target.name).values()}
    for file in export.metadata_files(name):
        label = file.relative_to(export.root).as_posix()
        size, modified_at = stat(file)
        changed = changed_at(file)
        if size and _is_new(known.get(file.name), file, label, size, modified_at):
            part = Part(file, label, modified_at, 0, size, size, columns.split(), whole=True, ragged=True)
            part.changed_at = changed
            plan.parts.append(part)
        return plan
    delta = export.delta_metadata(name)
    if delta:
        from python_helpers.export.delta import read_labels

        found = [(delta, *read_labels(delta, columns.split()))]
    else:
        found = [
            (path, size, modified_at, _labels(path, name, columns.split(), table), file_hash(path))
            for table in tables
            if (path := export.entity_metadata(table))
            for size, modified_at in [stat(path)]
        ]
    for path, size, modified_at, rows, fingerprint in found:
        if rows and (path.name not in known or known[path.name]["fingerprint"] != fingerprint):
            label = path.relative_to(export.root).as_posix()
            plan.rows.append(Rows(label, modified_at, size, fingerprint, columns.split(), rows))
    if not found:
        export.warnings.append(f"The export doesn't hold OptionsetMetadata/{name}.csv; its labels stay empty.")
    return plan


def plan_finance(state: State, target: Target, pattern: str) -> Plan:
    """Plans the finance files, given by a path or a glob. Raises ``ExportError`` when there are none."""
    target.create(target.declared)
    if not pattern:
        raise ExportError("C360_FINANCE is empty. Set it to the finance CSV, or unset it for the sample's.")
    if "://" in pattern:
        from python_helpers.export.lake import copied

        pattern = copied(pattern)
    is_glob = has_magic(pattern) and not Path(pattern).exists()
    files = sorted(map(Path, glob(pattern, recursive=True))) if is_glob else [Path(pattern)]
    if not files:
        raise ExportError(f"No file matches C360_FINANCE ({pattern}).")
    folder = commonpath([file.absolute().parent for file in files])
    labels = [Path(relpath(file.absolute(), folder)).as_posix() for file in files]
    known = state.files(target.name)
    for gone in sorted(set(known) - set(labels)):
        warn(f"{gone} is no longer among the files of C360_FINANCE; the records that it brought stay.")
    plan = Plan(target)
    for file, label in zip(files, labels, strict=True):
        size, modified_at = stat(file, "Set C360_FINANCE to the finance CSV.")
        changed = changed_at(file)
        if not _is_new(known.get(label), file, label, size, modified_at):
            continue
        part = _finance_part(target, file, label, size, modified_at)
        if part:
            part.changed_at = changed
            plan.parts.append(part)
    return plan


def _finance_part(target: Target, file: Path, label: str, size: int, modified_at: datetime) -> Part | None:
    with file.open("rb") as content:
        first = content.read(1 << 20)
    header = read_header(first, target.declared, str(file))
    if header is None:
        warn(f"{file} is empty, so what was delivered before stays.")
        return None
    if not read_bytes(file)[header.end :].strip():
        warn(f"{file} holds no rows, so what was delivered before stays.")
        return None
    lower = [name.lower() for name in header.columns]
    missing = [name for name in target.declared if name.lower() not in lower]
    if missing:
        warn(f"{file} lacks the columns {', '.join(missing)}; they stay empty.")
    return Part(file, label, modified_at, header.end, size, size, header.columns, header.delimiter, 1, whole=True)


def _is_new(seen: dict | None, file: Path, label: str, size: int, modified_at: datetime) -> bool:
    if seen is None or read_to(seen) != size:
        return True
    # databases of earlier versions don't have the time of the change
    is_as_before = seen["source_changed_at"] in (None, changed_at(file))
    if is_as_before and (seen["source_file"], seen["source_modified_at"]) == (label, modified_at):
        return False
    return seen["fingerprint"] != file_hash(file)


def _labels(path: Path, name: str, columns: list[str], table: str) -> list[tuple]:
    """The labels of the kind ``name`` in ``<table>-EntityMetadata.json``."""
    content = read_json(path)
    lists = {key.lower(): value for key, value in content.items()} if isinstance(content, dict) else {}
    found = lists.get(name.lower())
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return [
        tuple(
            None if value is None else str(value)
            for value in (item.get(c, table if c == "EntityName" else None) for c in columns)
        )
        for item in items
    ]
