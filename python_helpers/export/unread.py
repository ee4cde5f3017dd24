"""Finds what an export holds and nothing reads: all that is neither read nor known to hold no rows."""

import re
from collections.abc import Iterator
from os import DirEntry
from pathlib import Path

from python_helpers.export.layouts import DATE, NO_TABLES, Export
from python_helpers.export.tree import Tree

# What tools leave: _SUCCESS, .DS_Store
LEFT = re.compile(r"[._].*|desktop\.ini|thumbs\.db", re.I)
LOOSE = "lies beside the folders of the tables: move it into the folder of its table"
DELTA = "is in no Delta table that is read: copy the whole folder, with its _delta_log, or move it up"
OTHER = "doesn't end in .csv: unpack or rename it, or export CSV"
BELOW = "lies below the folder of a table: move it up"

# A folder, why nothing reads the files, and these
Found = tuple[Path, str, list[DirEntry]]


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
    """One file of each folder, by its path in the export: how many more there are, and why nothing reads them.

    Folders of CSV files that no model describes are ``undescribed``. A table counts as one folder in all incremental
    folders; its newest is named, so that one that comes is news.
    """
    read = {path for paths in export.delta_tables.values() for path in paths}
    found: dict[tuple, tuple[str, list[DirEntry]]] = {}
    for home in [export.root, *(folder.path for folder in reversed(export.finished))]:
        for folder, why, files in _of_home(export.tree, home, read):
            place = home == export.root, folder.relative_to(home).as_posix().lower()
            found.setdefault(place, (why, []))[1].extend(sorted(files, key=lambda entry: entry.path))
    named = {}
    for why, files in found.values():
        if files:
            more = f"(and {len(files) - 1:,} more there) " if len(files) > 1 else ""
            named[Path(files[0]).relative_to(export.root).as_posix()] = more + why
    return named


def _of_home(tree: Tree, home: Path, read: set[Path]) -> Iterator[Found]:
    """In a folder of tables: the root, or an incremental folder."""
    yield home, LOOSE, [entry for entry in _files(tree, home) if entry.name.lower() != "model.json"]
    for folder in _folders(tree, home):
        name = folder.name.strip().lower()
        if name in ("tables", "deltalake"):
            yield from _of_lakehouse(tree, folder, read)
        elif name not in NO_TABLES and folder not in read and not DATE.match(folder.name):
            yield folder, OTHER, [entry for entry in _files(tree, folder) if not entry.name.lower().endswith(".csv")]
            for deeper in _folders(tree, folder):
                if deeper.name.lower() != "snapshot":
                    yield deeper, BELOW, _below(tree, deeper)


def _of_lakehouse(tree: Tree, folder: Path, read: set[Path]) -> Iterator[Found]:
    """In a folder of Delta tables, or of schemas of them."""
    yield folder, DELTA, _files(tree, folder)
    for deeper in _folders(tree, folder):
        if any(path.is_relative_to(deeper) and path != deeper for path in read):
            yield from _of_lakehouse(tree, deeper, read)
        elif deeper not in read:
            yield deeper, DELTA, _below(tree, deeper)


def _folders(tree: Tree, folder: Path) -> list[Path]:
    return [Path(entry) for entry in tree.entries(folder) if entry.is_dir() and not LEFT.fullmatch(entry.name)]


def _files(tree: Tree, folder: Path) -> list[DirEntry]:
    return [entry for entry in tree.entries(folder) if not entry.is_dir() and not LEFT.fullmatch(entry.name)]


def _below(tree: Tree, folder: Path) -> list[DirEntry]:
    home = folder.parent
    return [e for e in tree.below(folder) if not any(map(LEFT.fullmatch, Path(e).relative_to(home).parts))]
