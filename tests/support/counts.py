"""Counts what the layout of the project promises: ``PYTHONPATH=tests python -m support.counts [TARGET]``.

Prints each figure with its limit, and ends with 1 when one is over it. ``TARGET`` is the folder into which dbt has
compiled the project; without it the project is compiled, which needs no database.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from python_helpers.project.lineage import Lineage, Step, compiled
from support.project import ROOT

CONTROL = re.compile(r"\{%-?\s*(if|for|set|macro|call|do)\b")
BLANK_LINES = re.compile(r"\n[ \t]*\n[ \t]*\n\s*")
STAGING = "stg_"
# the column whose way from the export is measured
TABLE, COLUMN = "gold.customers", "email"


@dataclass(frozen=True)
class Figure:
    """A count, what it may be at most, and where it was found."""

    name: str
    count: float
    limit: float | None = None
    where: str = ""

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.count > self.limit


def modules(package: str) -> dict[str, Path]:
    """The files of a package's modules, by their full names."""
    root = ROOT / package
    files = [path.relative_to(ROOT) for path in sorted(root.rglob("*.py"))]
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__"): ROOT / file for file in files}


def of_python(package: str = "python_helpers") -> list[Figure]:
    """Longest module, longest class and import circles of a package."""
    found = modules(package)
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in found.items()}
    module = max((len(path.read_text("utf-8").splitlines()), name) for name, path in found.items())
    classes = [
        (node.end_lineno - node.lineno + 1, f"{name}.{node.name}")
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    cycles = circles({name: set(imported(name, tree, set(trees))) for name, tree in trees.items()})
    return [
        Figure("lines of the longest Python module", module[0], 400, module[1]),
        Figure("lines of the longest Python class", *_longest(classes, 200)),
        Figure("import circles", len(cycles), 0, "; ".join(" ↔ ".join(circle) for circle in cycles)),
    ]


def imported(name: str, tree: ast.Module, known: set[str]) -> Iterator[str]:
    """The ``known`` modules that a module imports, also within its functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports from a relative place"
            # what is imported may be a module of the package, else it is a name in it
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names = inner & known or [node.module]
        else:
            continue
        yield from (found for found in names if found in known and found != name)


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other, also by way of others."""

    def reached(name: str) -> set[str]:
        found, waiting = set(), [name]
        while waiting:
            new = imports[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    every = {name: reached(name) for name in imports}
    groups = {
        frozenset(other for other in every[name] if name in every[other]) for name in imports if name in every[name]
    }
    return sorted(map(sorted, groups))


def of_models(manifest: dict) -> list[Figure]:
    """Jinja in models, and the longest, as they are written and as dbt has compiled them."""
    written = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "models").rglob("*.sql"))}
    rendered = {
        node["name"]: node["compiled_code"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["language"] == "sql"
    }
    blank = {name: len(BLANK_LINES.findall(sql.strip())) for name, sql in rendered.items()}
    return [
        Figure(
            "Jinja control tags a model", round(mean(len(CONTROL.findall(sql)) for sql in written.values()), 2), 0.8
        ),
        Figure("lines of the longest model, written", *_longest(_lines(written), 250)),
        Figure("lines of the longest model, rendered", *_longest(_lines(rendered), 700)),
        Figure("runs of blank lines in what is rendered", sum(blank.values()), 0, max(blank, key=blank.get)),
    ]


def of_lineage(manifest: dict) -> list[Figure]:
    """How far it is from the e-mail address of a customer to the export."""
    lineage = Lineage(manifest, ROOT)
    longest = max((files_of(path, lineage, manifest) for path in lineage.paths(TABLE, COLUMN)), key=len)
    origins = lineage.origins(TABLE, COLUMN)
    return [
        Figure(f"files from {TABLE}.{COLUMN} to the export", len(longest), 8, " ".join(map(_name, sorted(longest)))),
        Figure(f"columns that {TABLE}.{COLUMN} comes from", len(origins), 3, " ".join(origins)),
    ]


def files_of(path: list[Step], lineage: Lineage, manifest: dict) -> set[str]:
    """The files to open on the way of a column from the export: those of its tables, and of the macros that make it.

    These are the macros that the models call, directly or not, and that name the column. One that doesn't, such as
    ``history`` with its ``select *``, hands the column on as it is.
    """
    files = {step.file for step in path}
    for step in path:
        found, waiting = set(), [*lineage.nodes[step.table].get("depends_on", {}).get("macros", [])]
        while waiting:
            macro = manifest["macros"][waiting.pop()]
            if macro["package_name"] == manifest["metadata"]["project_name"] and macro["unique_id"] not in found:
                found.add(macro["unique_id"])
                waiting += macro["depends_on"]["macros"]
                if re.search(rf"(\b|_){step.column}\b", macro["macro_sql"], re.I):
                    files.add(macro["original_file_path"])
    return files


def of_docs() -> list[Figure]:
    """The number of files in docs."""
    listed = subprocess.run(["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Figure("files in docs", len(listed.stdout.splitlines()))]


def _name(file: str) -> str:
    return Path(file).name


def _lines(texts: dict[str, str]) -> list[tuple[int, str]]:
    return [(len(text.strip().splitlines()), name) for name, text in texts.items() if not name.startswith(STAGING)]


def _longest(found: list[tuple[int, str]], limit: int) -> tuple[int, int, str]:
    lines, name = max(found)
    return lines, limit, name


def figures(manifest: dict) -> list[Figure]:
    """All figures of the project, whose dbt ``manifest`` has the compiled SQL."""
    return [*of_python(), *of_models(manifest), *of_lineage(manifest), *of_docs()]


if __name__ == "__main__":
    given = Path(sys.argv[1], "manifest.json") if len(sys.argv) > 1 else None
    counted = figures(json.loads(given.read_text("utf-8")) if given else compiled(ROOT))
    for figure in counted:
        limit = "" if figure.limit is None else f"≤ {figure.limit}"
        print(f"{figure.name:44}{figure.count:>7}  {limit:8}{'over  ' if figure.is_over else '':6}{figure.where}")
    sys.exit(any(figure.is_over for figure in counted))
