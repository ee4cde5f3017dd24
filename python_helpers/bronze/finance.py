"""Finds the finance files, and what there is to load of each."""

from glob import glob, has_magic
from os.path import commonpath, relpath
from pathlib import Path

from python_helpers.bronze.parts import Part, changed_at, stat
from python_helpers.export.finance import read_header
from python_helpers.export.model import ExportError

ADVICE = "Set C360_FINANCE to the finance CSV."
# Bytes in which a file's header, and one row at least, end.
BEGINNING = 1 << 20


def find_finance(pattern: str) -> dict[str, Path]:
    """The finance files by label, given by a path or a glob. Raises ``ExportError`` when there are none."""
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
    return {Path(relpath(file.absolute(), folder)).as_posix(): file for file in files}


def finance_part(declared: list[str], file: Path, label: str, warnings: list[str]) -> list[Part]:
    """All rows of a file; nothing, with a warning, when it has none. Raises ``ExportError``, as ``read_header``."""
    size, modified_at = stat(file, ADVICE)
    with file.open("rb") as content:
        first = content.read(BEGINNING)
    header = read_header(first, declared, str(file))
    if header is None:
        warnings.append(f"{file} is empty, so what was delivered before stays.")
        return []
    if size <= BEGINNING and not first[header.end :].strip():
        warnings.append(f"{file} holds no rows, so what was delivered before stays.")
        return []
    lower = [name.lower() for name in header.columns]
    missing = [name for name in declared if name.lower() not in lower]
    if missing:
        warnings.append(f"{file} lacks the columns {', '.join(missing)}; they stay empty.")
    return [Part(file, label, modified_at, header.end, size, size, header.columns, header.delimiter, 1, whole=True,
                 changed_at=changed_at(file))]  # fmt: skip
