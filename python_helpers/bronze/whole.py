"""What there is to load of files that are loaded again as a whole when they change: choice metadata and finance."""

from datetime import datetime
from pathlib import Path

from python_helpers.bronze.finance import ADVICE, finance_part, find_finance
from python_helpers.bronze.growing import read_to
from python_helpers.bronze.parts import changed_at, file_hash, metadata_part, stat
from python_helpers.bronze.plan import Plan, Rows
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import Target
from python_helpers.export.descriptions import read_json
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES


def plan_metadata(state: State, export: Export, target: Target, tables: list[str]) -> Plan:
    """Plans the labels of choices, from the first that there is: CSV, Delta, or the JSON of each table."""
    plan = Plan(target)
    target.create(target.declared)
    name, columns = METADATA_FILES[target.name]
    known = {Path(row["source_file"]).name: row for row in state.files(target.name).values()}
    for file in export.metadata_files(name):
        label = file.relative_to(export.root).as_posix()
        size, modified_at = stat(file)
        if size and _is_new(known.get(file.name), file, label, size, modified_at):
            plan.parts.append(metadata_part(file, label, columns.split()))
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
    files = find_finance(pattern)
    known = state.files(target.name)
    for gone in sorted(set(known) - set(files)):
        warn(f"{gone} is no longer among the files of C360_FINANCE; the records that it brought stay.")
    plan, warnings = Plan(target), []
    for label, file in files.items():
        size, modified_at = stat(file, ADVICE)
        if _is_new(known.get(label), file, label, size, modified_at):
            plan.parts += finance_part(target.declared, file, label, warnings)
    for warning in warnings:
        warn(warning)
    return plan


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
