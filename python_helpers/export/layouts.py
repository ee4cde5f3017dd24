"""Reads what an export says about itself: which tables it holds, their columns and their files.

Layouts of Azure Synapse Link for Dataverse, found by looking; one container may hold several:

- classic: ``<table>/<partition>.csv`` with a root ``model.json``. Append-only files grow at their end. Without a column
  ``IsDelete`` it is the in-place layout: files are rewritten, and ``<table>/Snapshot/`` holds copies at rest;
- incremental: folders like ``2026-01-31T06.15.00Z``, each with ``<table>/*.csv`` and a ``model.json`` of its own, which
  appears when the folder is finished; ``Changelog/changelog.info`` names the one that is being written;
- Delta: ``deltalake/<table>_partitioned/_delta_log``; in a lakehouse of Link to Fabric ``Tables/<table>/_delta_log``,
  or ``Tables/<schema>/<table>/_delta_log``.

CSV files have no header. A ``model.json`` lists ``entities`` (``name``, ``attributes`` in the order of the cells); the
model of each table is also in ``Microsoft.Athena.TrickleFeedService/<table>-model.json``.
(learn.microsoft.com, power-apps/maker/data-platform: azure-synapse-link-data-lake, azure-synapse-incremental-updates,
azure-synapse-link-delta-lake, fabric-link-to-data-platform)
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from python_helpers.export.descriptions import read_models
from python_helpers.export.model import METADATA_FILES, ExportError, File, Model, Table, cached_property
from python_helpers.export.time_folders import SETTLED, TABLE_MODELS, TIME_FOLDER, TimeFolder, at_once, begun
from python_helpers.export.tree import Tree, path_of

if TYPE_CHECKING:
    from python_helpers.export.lake_path import LakePath

# The epoch in names of Snapshot/2021_1641038400/2021.csv
SNAPSHOT = re.compile(r"(.+)_(\d{9,})")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]")
# Folders at the root that hold no tables.
NO_TABLES = {"changelog", "optionsetmetadata", TABLE_MODELS.lower(), "entitysyncfailure", "deltalake", "tables"}


class Export:
    """A Synapse Link container in a folder or at a ``LakePath``; what is at an address is copied to this machine first.

    Raises ``ExportError`` when the folder, or the description of a table that it holds, is missing or can't be read.
    Of the incremental folders, ``known_folders`` count as finished without a look. ``warnings`` collects what the user
    should know although the load goes on.
    """

    def __init__(self, root: "str | LakePath", known_folders: Collection[str] = ()):
        self.root = root if isinstance(root, PurePath) else Path(_copied(root))
        self.tree = Tree(self.root)
        self.known_folders = known_folders
        self.warnings = self.tree.warnings
        self.unfinished: list[TimeFolder] = []
        # before the folders are listed, else one could begin and count as finished
        self.in_progress = _in_progress(self.root)
        self._folders = self.tree.folders(self.root)
        roots = [path for paths in self._folders.values() for path in paths]
        names = {path.name for path in roots if begun(path.name)}
        self.time_folders = [TimeFolder(self.root / name, self.tree) for name in sorted(names)]
        others = [path for path in roots if path.name not in names]
        for path in others:
            if DATE.match(path.name):
                self.warnings.append(
                    f"{path.name} looks like an incremental folder but isn't named like 2026-01-31T06.15.00Z: left out."
                )
        homes = [path for name in ("deltalake", "tables") for path in self._folders.get(name, [])]
        self.delta_tables = _delta_tables(self.tree, homes, others)
        if not (names or self.delta_tables or self._has_root_model or (self.root / TABLE_MODELS).is_dir()):
            raise ExportError(
                f"{self.root / 'model.json'} is missing, so the columns of the CSV files are unknown. Set C360_EXPORT "
                "to the root of the Synapse Link container, the folder that holds model.json, or copy model.json again."
            )

    def table(
        self, name: str, loaded: Collection[str] = (), is_done: Callable[[TimeFolder], bool] = lambda _: False
    ) -> Table | None:
        """The table of that name, in any case, or None when the export doesn't hold it.

        ``loaded`` are the incremental folders that were loaded before; those that are ``done`` aren't opened.
        """
        key = name.lower()
        classic = self.classic(name)
        files = list(classic.files) if classic else []
        model = classic.model if classic else None
        folders, models = [folder for folder in self.finished if not is_done(folder)], []
        at_once(lambda folder: (folder.model(key), folder.files(key)), folders)
        for folder in folders:
            described = folder.model(key)
            if described and folder.name not in loaded:
                model = described
                models.append((folder.name, described))
            if described is None and folder.files(key):
                self.warnings.append(
                    f"{folder.name}/{name} holds files, but neither the folder's model.json nor its {TABLE_MODELS} "
                    "describes the table, so their columns are unknown; they wait."
                )
            files += [_file(path, described, folder) for path in folder.files(key)]
        delta = self.delta_metadata(name)
        # deltalake reads no LakePath, and Spark doesn't need it to
        if isinstance(delta, Path):
            from python_helpers.export.delta import delta_model

            model = delta_model(delta)
        if model is None and loaded:
            model = next(filter(None, (folder.model(key) for folder in reversed(self.finished))), None)
        waiting = [_file(path, None, folder) for folder in self.unfinished for path in folder.files(key)]
        if model is None and not (files or waiting or delta):
            return None
        in_place = bool(classic and classic.in_place)
        names = [folder.name for folder in folders]
        return Table(name, model or Model((), ""), files, waiting, names, models, in_place, delta)

    def newest_model(self, name: str) -> Model | None:
        """The newest description of a table in CSV files, found without a look at older folders."""
        newest, classic = (one.model(name.lower()) for one in reversed(self.time_folders)), self.classic(name)
        return next(filter(None, newest), None) or (classic and classic.model)

    def model_of(self, table: str, label: str) -> Model | None:
        """How the export describes the cells of one file of a table, named as in ``File.label``."""
        folder = label.split("/")[0]
        if TIME_FOLDER.fullmatch(folder):
            return TimeFolder(self.root / folder).model(table.lower()) if (self.root / folder).is_dir() else None
        classic = self.classic(table)
        return classic.model if classic else None

    def table_names(self) -> list[str]:
        """The names of all tables that the export describes, sorted."""
        names = set(self.delta_tables) - {file.lower() for file, _ in METADATA_FILES.values()} - {"targetmetadata"}
        if self._has_root_model:
            names |= self._root_models.keys()
        for folder in self.finished[-1:]:
            names |= folder.models.keys()
        for entry in self.tree.inside(self._folders.get(TABLE_MODELS.lower(), [])):
            if entry.name.lower().endswith("-model.json"):
                names.add(entry.name[: -len("-model.json")].strip().lower())
        return sorted(names)

    def metadata_files(self, name: str, after: str = "") -> list[Path]:
        """The newest ``OptionsetMetadata/<name>.csv``, as a list of one, or of none when the export doesn't hold it.

        Of the incremental folders only those ``after`` one of that name are looked at.
        """
        newer = (folder.tables for folder in reversed(self.finished) if folder.name > after)
        for folders in chain(newer, [self._folders]):
            metadata = self.tree.inside(folders.get("optionsetmetadata", []))
            found = [path_of(entry) for entry in metadata if entry.name.lower() == f"{name.lower()}.csv"]
            if found:
                return found
        return []

    def entity_metadata(self, name: str) -> Path | None:
        """The newest ``<table>-EntityMetadata.json`` of a table, or None."""
        homes = [self._folders, *(folder.tables for folder in self.finished)]
        for folders in reversed(homes):
            for entry in self.tree.inside(folders.get(TABLE_MODELS.lower(), [])):
                if entry.name.strip().lower() == f"{name.lower()}-entitymetadata.json":
                    return path_of(entry)
        return None

    def delta_metadata(self, name: str) -> Path | None:
        """The Delta table of that name, such as ``OptionsetMetadata``, or None."""
        found = self.delta_tables.get(name.lower(), [])
        if len(found) > 1:
            places = " and ".join(path.relative_to(self.root).as_posix() for path in found)
            raise ExportError(
                f"{self.root} holds the Delta table {name} more than once: {places}. Which one is right is unknown, so "
                "none is read. Move the others out of the export."
            )
        return found[0] if found else None

    @cached_property
    def finished(self) -> list[TimeFolder]:
        """The incremental folders that are written to their end; the others are ``unfinished``, with a warning."""
        finished, never = [], []
        at_once(lambda folder: folder.models, [one for one in self.time_folders if one.name not in self.known_folders])
        for place, folder in enumerate(self.time_folders):
            if folder.name in self.known_folders:
                finished.append(folder)
                continue
            if self.in_progress and folder.name >= self.in_progress:
                self.unfinished.append(folder)
                continue
            following = self.time_folders[place + 1 : place + 2]
            left = bool(following) and datetime.now(UTC) - following[0].begun > SETTLED
            if folder.has_model and (self.in_progress or left or folder.models):
                finished.append(folder)
                continue
            self.unfinished.append(folder)
            if left:
                never.append(folder.name)
            else:
                self.warnings.append(f"{folder.name} is still being written; it waits for the next load.")
        if never:
            self.warnings.append(
                f"{', '.join(never)}: never finished, without model.json although the next folder began more than an "
                "hour ago. Left out; Synapse Link sends such changes again in a later folder."
            )
        return finished

    def classic(self, name: str) -> Table | None:
        """The table as root folders hold it, or None."""
        key = name.lower()
        folders = [folder for folder in self._folders.get(key, []) if not (folder / "_delta_log").is_dir()]
        paths = sorted(self.tree.csv_files(folders))
        snapshots = _snapshots(self.tree, folders)
        if not (paths or snapshots) and self.time_folders:
            return None
        single = self.root / TABLE_MODELS / f"{name}-model.json"
        model = self._root_models.get(key) if self._has_root_model else None
        if model is None and self.tree.has_file(single):
            model = read_models(single).get(key)
            if (paths or snapshots) and self._has_root_model:
                self.warnings.append(f"{name}: its columns come from {single}, because model.json doesn't hold them.")
            elif paths or snapshots:
                self.warnings.append(f"{self.root / 'model.json'} is missing; the model of {name} is used.")
        if model is None:
            if paths or snapshots:
                raise ExportError(
                    f"{folders[0]} holds CSV files, but neither {self.root / 'model.json'} nor {TABLE_MODELS} "
                    f"describes the table {name}, so their columns are unknown. Restore model.json from the container."
                )
            return None
        in_place = model.narrowest is None
        if in_place:
            _refuse_twice(name, paths)
            # a snapshot is at rest; its file may be in the middle of being rewritten
            paths = sorted(({path.name: path for path in paths} | snapshots).values(), key=lambda path: path.name)
        files = [File(path, path.relative_to(self.root).as_posix(), model) for path in paths]
        return Table(name, model, files, in_place=in_place)

    @cached_property
    def _has_root_model(self) -> bool:
        return self.tree.has_file(self.root / "model.json")

    @cached_property
    def _root_models(self) -> dict[str, Model]:
        return read_models(self.root / "model.json")


def _copied(root: str) -> str:
    if "://" not in root:
        return root
    # its libraries are large
    from python_helpers.export.lake import copied

    return copied(root)


def _file(path: Path, model: Model | None, folder: TimeFolder) -> File:
    return File(path, f"{folder.name}/{path.parent.name}/{path.name}", model, folder.name)


def _refuse_twice(name: str, paths: list[Path]) -> None:
    if twice := [path for path in paths if path.name in {other.name for other in paths if other != path}]:
        raise ExportError(
            f"{' and '.join(map(str, twice))} are one partition of {name} in two folders. Which one is right "
            "is unknown, so none is read. Move the others out of the export."
        )


def _in_progress(root: Path) -> str:
    """The name of the incremental folder that is being written, or nothing."""
    try:
        names = TIME_FOLDER.findall((root / "Changelog" / "changelog.info").read_bytes().decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise ExportError(f"{root / 'Changelog' / 'changelog.info'} can't be read: {error.strerror}.") from None
    return min(names, default="")


def _delta_tables(tree: Tree, homes: list[Path], roots: list[Path]) -> dict[str, list[Path]]:
    """The Delta tables in ``homes`` (or one level deeper: a lakehouse may have schemas) and among the ``roots``."""
    below = [path for paths in _folders_in(tree, homes) for path in paths]
    schemas = [path for path, is_delta in _with_kind(below) if not is_delta]
    deeper = [path for paths in _folders_in(tree, schemas) for path in paths]
    found = {}
    for path, is_delta in _with_kind([*deeper, *below, *roots]):
        if is_delta:
            found.setdefault(path.name.strip().lower().removesuffix("_partitioned"), []).append(path)
    return found


def _with_kind(paths: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Folders, and whether they are Delta tables."""
    return zip(paths, at_once(lambda path: (path / "_delta_log").is_dir(), paths), strict=True)


def _folders_in(tree: Tree, folders: list[Path]) -> Iterator[list[Path]]:
    for folder in folders:
        yield from tree.folders(folder).values()


def _snapshots(tree: Tree, folders: list[Path]) -> dict[str, Path]:
    """The newest copy of each partition file, by the name of that file."""
    found = {}
    for entry in tree.inside(folders):
        if entry.name.lower() == "snapshot" and entry.is_dir():
            for path in tree.csv_files_below(path_of(entry)):
                named = SNAPSHOT.fullmatch(path.parent.name) or SNAPSHOT.fullmatch(path.stem)
                epoch = int(named[2]) if named else 0
                partition = path.name if path.parent.name.lower() != "snapshot" or not named else f"{named[1]}.csv"
                found[partition] = max(found.get(partition, (-1, path)), (epoch, path))
    return {partition: path for partition, (_, path) in found.items()}
