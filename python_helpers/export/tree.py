"""Lists the folders and files of an export. What is no part of it is left out, with a warning."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from python_helpers.export.model import ExportError, cached_property

if TYPE_CHECKING:
    from python_helpers.export.lake_path import LakePath

    Entry = os.DirEntry | LakePath


def path_of(entry: "Entry") -> "Path | LakePath":
    """The path of what a folder holds."""
    return Path(entry) if isinstance(entry, os.DirEntry) else entry


class Tree:
    """What lies in the folder ``root``: not what links lead to elsewhere. ``warnings`` name what is left out.

    Each folder is listed once; ``root`` may be a ``LakePath``, and then so is what is found.
    """

    def __init__(self, root: Path):
        self.root = root
        self.warnings: list[str] = []
        self._listed: dict[Path, list[Entry]] = {}

    @cached_property
    def _real_root(self) -> str:
        return os.path.realpath(self.root)

    def holds(self, path: Path) -> bool:
        """Whether a path, which is there if it is one of a lake, leads to something in the folder."""
        if not isinstance(path, Path):
            return True
        # Path.resolve fails on a link to itself
        target = Path(os.path.realpath(path))
        if not target.exists():
            self._leave_out(path, "is a link that leads nowhere")
        elif not target.is_relative_to(self._real_root):
            self._leave_out(path, f"is a link that leads out of the export, to {target}")
        else:
            return True
        return False

    def has_file(self, path: Path) -> bool:
        """Whether there is a file of that path in the folder."""
        return path.is_file() and self.holds(path)

    def folders(self, folder: Path, entries: list["Entry"] | None = None) -> dict[str, list[Path]]:
        """The folders in a folder by name, in lower case and without blanks around it: several may have the same.

        ``entries`` is what it holds, when that is known.
        """
        found = {}
        for entry in self.entries(folder) if entries is None else entries:
            if entry.is_dir():
                found.setdefault(entry.name.strip().lower(), []).append(path_of(entry))
        return found

    def csv_files(self, folders: list[Path]) -> list[Path]:
        """The CSV files in folders."""
        return [path_of(entry) for entry in self.inside(folders) if self._is_csv(entry)]

    def below(self, folder: Path) -> Iterator["Entry"]:
        """What a folder and the folders in it hold, but for these."""
        for entry in self.entries(folder):
            if entry.is_dir(follow_symlinks=False):
                yield from self.below(path_of(entry))
            else:
                yield entry

    def csv_files_below(self, folder: Path) -> Iterator[Path]:
        """The CSV files in a folder, and in the folders in it."""
        return (path_of(entry) for entry in self.below(folder) if self._is_csv(entry))

    def inside(self, folders: list[Path]) -> list["Entry"]:
        """What folders hold."""
        return [entry for folder in folders for entry in self.entries(folder)]

    def entries(self, folder: Path) -> list["Entry"]:
        """What a folder holds. Raises ``ExportError`` when it can't be opened."""
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _list(self, folder: Path) -> list["Entry"]:
        try:
            if not isinstance(folder, Path):
                found = list(folder.iterdir())
                if not found and folder == self.root:
                    raise FileNotFoundError
                return found
            with os.scandir(folder) as entries:
                return [entry for entry in entries if not entry.is_symlink() or self.holds(Path(entry))]
        except FileNotFoundError:
            raise ExportError(
                f"The folder {folder} doesn't exist. Set C360_EXPORT to the root of the Synapse Link container."
            ) from None
        except NotADirectoryError:
            raise ExportError(f"{folder} is a file. Set C360_EXPORT to a folder, the root of the container.") from None
        except PermissionError:
            raise ExportError(
                f"The folder {folder} can't be opened: no permission. Grant read and list on it."
            ) from None
        except OSError as error:
            raise ExportError(f"The folder {folder} can't be opened: {error.strerror}.") from None

    def _is_csv(self, entry: "Entry") -> bool:
        if not entry.name.lower().endswith(".csv"):
            return False
        if not entry.is_file():
            self._leave_out(path_of(entry), "is no file")
            return False
        return True

    def _leave_out(self, path: Path, why: str) -> None:
        warning = f"{path} {why}: left out."
        if warning not in self.warnings:
            self.warnings.append(warning)
