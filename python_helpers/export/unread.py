"""Finds files of an export that look like rows of a table but that nothing reads, because of their kind or place."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from python_helpers.export.layouts import DATE, NO_TABLES, Export

ROWS = re.compile(r".+\.(csv|parquet)(\.\w+)?", re.I)


def undescribed(export: Export) -> dict[str, str]:
    """Folders of CSV files that no model describes, by the name of the table in lower case: the path of the last."""
    described = {*export.table_names(), *NO_TABLES}
    homes = [("", export.tree.folders(export.root), None)]
    homes += [(f"{folder.name}/", folder.tables, folder) for folder in export.finished]
    found = {}
    for home, folders, own in homes:
        for key, paths in folders.items():
            if key in described or DATE.match(key) or (own and own.model(key)):
                continue
            if export.tree.csv_files(paths):
                found[key] = home + paths[0].name
    return found


def unread(export: Export) -> dict[str, str]:
    """One such file of each folder, by its path in the export: why nothing reads it.

    Folders of CSV files that no model describes are ``undescribed``. Of the incremental folders, only what lies
    beside them is looked at: Synapse Link has never put anything else into them.
    """
    tree, root = export.tree, export.root
    found = {}
    folders = [path for paths in tree.folders(root).values() for path in paths]
    for entry in islice(_rows(export, root), 1):
        found[entry.name] = "lies beside the folders of the tables: move it into the folder of its table"
    for folder in folders:
        key = folder.name.strip().lower()
        if key in ("tables", "deltalake"):
            for home in [folder, *_without_log(export, folder)]:
                for entry in islice(_rows(export, home), 1):
                    why = "is in no Delta table, because no _delta_log lies beside it: copy the whole folder again"
                    found[_label(export, Path(entry))] = why
        elif key not in NO_TABLES and not DATE.match(folder.name) and not (folder / "_delta_log").is_dir():
            for path, why in _of_a_table(export, folder):
                found[_label(export, path)] = why
    return found


def _of_a_table(export: Export, folder: Path) -> Iterator[tuple[Path, str]]:
    packed = [Path(entry) for entry in _rows(export, folder) if not entry.name.lower().endswith(".csv")]
    for path in sorted(packed)[:1]:
        yield path, "isn't CSV: unpack it, or export CSV"
    for entry in export.tree.entries(folder):
        if entry.is_dir() and entry.name.lower() != "snapshot":
            for path in islice(export.tree.csv_files_below(Path(entry)), 1):
                yield path, "lies below the folder of a table: move it up"


def _without_log(export: Export, folder: Path) -> Iterator[Path]:
    for paths in export.tree.folders(folder).values():
        for path in paths:
            if not (path / "_delta_log").is_dir():
                yield path
                deeper = [path for paths in export.tree.folders(path).values() for path in paths]
                yield from (path for path in deeper if not (path / "_delta_log").is_dir())


def _rows(export: Export, folder: Path) -> Iterator:
    return (entry for entry in export.tree.entries(folder) if ROWS.fullmatch(entry.name) and entry.is_file())


def _label(export: Export, path: Path) -> str:
    return path.relative_to(export.root).as_posix()
