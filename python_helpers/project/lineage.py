"""Follows a column back to the columns of the export that it comes from, through the compiled SQL of the models."""

import hashlib
import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from python_helpers.project.lines import line_in, lines_in_yml
from python_helpers.project.sources import WHERE_FROM

# dbt's files of the compiled project, and what they were compiled from
FOLDER = Path("target", "lineage")
READ = ("dbt_project.yml", "models/**/*", "macros/**/*", "seeds/*.yml", "snapshots/**/*")
# A table with its database, as DuckDB or Databricks quotes it; on Databricks double quotes are texts.
RELATION = re.compile(r'(["`])[^"`]*\1\.\1([^"`]*)\1\.\1([^"`]*)\1')
# sqlglot goes down an expression by calls, and those of names are deep.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 5_000))
# What a join looks up there depends on the column by which it is joined.
LOOKUPS = ("stg_dataverse__choice_labels",)


class LineageError(Exception):
    """What hinders lineage, in words for the user."""


@dataclass(frozen=True)
class Step:
    """A column on the way from the export to gold, and the line that makes it."""

    layer: str
    table: str
    column: str
    file: str
    line: int

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


def compiled(project: Path) -> dict:
    """dbt's manifest with the SQL of all models, compiled without a database; kept until a file changes."""
    files = sorted(path for pattern in READ for path in project.glob(pattern) if path.is_file())
    times = "".join(f"{path.relative_to(project)}:{path.stat().st_mtime_ns}\n" for path in files)
    state = hashlib.sha256(times.encode()).hexdigest()
    kept, manifest = project / FOLDER / "compiled_from", project / FOLDER / "manifest.json"
    if not (kept.exists() and manifest.exists() and kept.read_text() == state):
        command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--no-use-colors", "compile", "--no-populate-cache"]
        # dbt has lost snapshots when it parsed only what had changed
        command += ["--no-partial-parse", "--target", "duckdb", "--target-path", str(FOLDER), "--log-path", str(FOLDER)]
        # a test is no origin of a column
        command += ["--exclude", "resource_type:test", "resource_type:unit_test"]
        environment = {**os.environ, "C360_DUCKDB": ":memory:", "DO_NOT_TRACK": "1"}
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LineageError(f"dbt can't compile the project:\n{done.stdout.strip() or done.stderr.strip()}")
        kept.write_text(state)
    return json.loads(manifest.read_text())


class Lineage:
    """The columns of a compiled project: ``manifest`` is dbt's, ``project`` the folder of its files."""

    def __init__(self, manifest: dict, project: Path = Path()):
        logging.getLogger("sqlglot").setLevel(logging.ERROR)
        self.project = project
        every = [*manifest["nodes"].values(), *manifest["sources"].values()]
        kinds = ("model", "seed", "snapshot", "source")
        self.nodes = {_table(node): node for node in every if node["resource_type"] in kinds}
        self.by_id = {node["unique_id"]: table for table, node in self.nodes.items()}
        self.names = {table.lower(): table for table in self.nodes}
        self.lookups = {table.lower() for table, node in self.nodes.items()
                        if node["resource_type"] == "seed" or node["name"] in LOOKUPS}  # fmt: skip
        self._parsed: dict[str, Query] = {}
        self._inputs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._texts: dict[str, str] = {}
        self._yml: dict[str, dict[tuple[str, str], int]] = {}

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """The columns of each table, by their names in small letters: those described, and what its query names."""
        found = {}
        for table, node in self.nodes.items():
            names = [*_selected(node), *(column["name"] for column in node["columns"].values())]
            names += [name for name in WHERE_FROM if node["resource_type"] == "source"]
            found[table] = {name.lower(): name for name in names}
        for table, node in self.nodes.items():
            if node["resource_type"] == "snapshot":
                found[table] = found[self.by_id[node["depends_on"]["nodes"][0]]] | found[table]
        return found

    def resolve(self, name: str) -> tuple[str, str]:
        """The table and column that a user means by ``gold.customers.email`` or ``customers.email``."""
        name = name.lower().strip()
        asked, _, column = name.rpartition(".")
        tables = self._called(asked)
        found = [table for table in tables if column in self.columns[table]]
        if len(found) == 1:
            return found[0], self.columns[found[0]][column]
        if found:
            raise LineageError(f"Several tables have that name: write {' or '.join(sorted(found))} before .{column}.")
        for table in tables:
            near = get_close_matches(column, self.columns[table]) or self.columns[table].values()
            raise LineageError(f"{table} has no column {column}. It has {', '.join(near)}.")
        for table in self._called(name):
            raise LineageError(f"Name a column of {table}: {', '.join(self.columns[table].values())}.")
        known = [f"{table}.{column}".lower() for table in self.nodes for column in self.columns[table]]
        near = get_close_matches(name, known) or get_close_matches(name, [full.partition(".")[2] for full in known])
        hint = f"Near it are {', '.join(near)}." if near else "Name it like gold.customers.email."
        raise LineageError(f"No table has the column {name}. {hint}")

    def _called(self, asked: str) -> list[str]:
        """The tables of a name, with or without schema, or of a model's name, in small letters."""
        return [
            table
            for table, node in self.nodes.items()
            if asked in (table.lower(), table.lower().partition(".")[2], node["name"].lower())
        ]

    def paths(self, table: str, column: str) -> list[list[Step]]:
        """For each column that this one comes from, the shortest way from there, with this column last."""
        return [
            [self.step(*here, before) for here, (before, _) in zip(way, [("", ""), *way], strict=False)]
            for way in self._ways(table, column)
        ]

    def origins(self, table: str, column: str) -> list[str]:
        """The columns of sources and seeds that a column comes from, as ``contact.emailaddress1``."""
        ends = [path[0] for path in self._ways(table, column)]
        return [f"{of.partition('.')[2]}.{name}" for of, name in ends if self.is_origin(of)]

    def is_origin(self, table: str) -> bool:
        """Whether a table is a source or a seed."""
        return self.nodes[table]["resource_type"] in ("source", "seed")

    def _ways(self, table: str, column: str) -> list[list[tuple[str, str]]]:
        came_by = {(table, column): None}
        queue = [(table, column)]
        for here in queue:
            for item in self.inputs(*here):
                if item not in came_by:
                    came_by[item] = here
                    queue.append(item)
        found = []
        for here in sorted(item for item in queue if not self.inputs(*item)):
            path = [here]
            while came_by[path[-1]]:
                path.append(came_by[path[-1]])
            found.append(path)
        return found

    def inputs(self, table: str, column: str) -> list[tuple[str, str]]:
        """The columns of other tables that a column is made of."""
        key = (table, column)
        if key not in self._inputs:
            self._inputs[key] = self._find_inputs(table, column)
        return self._inputs[key]

    def _find_inputs(self, table: str, column: str) -> list[tuple[str, str]]:
        node = self.nodes[table]
        if node["resource_type"] in ("seed", "source"):
            return []
        if node["language"] == "python":
            # a Python model hands on the columns that have its names
            parents = [self.by_id[parent] for parent in node["depends_on"]["nodes"]]
            found = [(parent, column) for parent in parents if column.lower() in self.columns[parent]]
        else:
            if table not in self._parsed:
                self._parsed[table] = Query(node, self.columns, self.lookups)
            found = self._parsed[table].inputs(column.lower())
        named = {(self.names[of.lower()], name) for of, name in found if of.lower() in self.names}
        return sorted((of, self.columns[of].get(name, name)) for of, name in named if of != table)

    def step(self, table: str, column: str, before: str = "") -> Step:
        """A column with its layer, and the file and line that make it from the table ``before``."""
        node = self.nodes[table]
        file = node["original_file_path"]
        if Path(file).suffix == ".yml":
            lines = self._lines_of_yml(file)
            line = lines.get((node["name"], column.lower())) or lines.get((node["name"], ""), 1)
        else:
            read = self.nodes[before]["name"] if before else ""
            line = 1 if node["resource_type"] == "seed" else line_in(self._text(file), column, read)
        return Step(_layer(node), table, column, file, line)

    def _text(self, file: str) -> str:
        if file not in self._texts:
            path = self.project / file
            self._texts[file] = path.read_text("utf-8") if path.exists() else ""
        return self._texts[file]

    def _lines_of_yml(self, file: str) -> dict[tuple[str, str], int]:
        if file not in self._yml:
            self._yml[file] = lines_in_yml(self._text(file))
        return self._yml[file]


@dataclass
class Query:
    """The compiled query of a model, whose columns are followed to the tables that it reads."""

    node: dict
    columns: dict[str, dict[str, str]]
    lookups: set[str]
    seen: dict[tuple[int, str], set[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def scope(self) -> Scope:
        schema: dict[str, dict] = {}
        for table, columns in self.columns.items():
            layer, name = table.lower().split(".", 1)
            if columns:
                schema.setdefault(layer, {})[name] = dict.fromkeys(columns, "string")
        try:
            how = {"dialect": "databricks", "validate_qualify_columns": False, "identify": False}
            return build_scope(qualify(_parsed(self.node), schema=schema, **how))
        except SqlglotError as error:
            raise LineageError(f"{self.node['original_file_path']} can't be read: {error}") from None

    def inputs(self, column: str) -> set[tuple[str, str]]:
        """Tables and columns, in small letters, that a column of the query is made of."""
        return self._of_scope(self.scope, column)

    def _of_scope(self, scope: Scope, column: str) -> set[tuple[str, str]]:
        key = (id(scope), column)
        if key in self.seen:
            return self.seen[key]
        self.seen[key] = set()
        query = scope.expression
        found = set()
        if isinstance(query, exp.SetOperation):
            names = [name.lower() for name in query.named_selects]
            for branch in scope.set_operation_scopes if column in names else []:
                found |= self._of_scope(branch, branch.expression.named_selects[names.index(column)].lower())
        elif isinstance(query, exp.Select):
            for item in query.selects:
                if item.alias_or_name.lower() == column:
                    found |= self._of_value(scope, item)
        else:
            # rows that a function makes, of columns in front of it
            found |= self._of_value(scope, query)
        self.seen[key] = found
        return found

    def _of_value(self, scope: Scope, value: exp.Expression) -> set[tuple[str, str]]:
        found = set()
        for item in value.walk(prune=lambda part: part is not value and isinstance(part, exp.Query)):
            if isinstance(item, exp.Query) and item is not value:
                for inner in scope.subquery_scopes:
                    if inner.expression is item.unnest():
                        found |= self._of_scope(inner, item.selects[0].alias_or_name.lower())
            elif isinstance(item, exp.Column) and not _only_orders(item, value):
                found |= self._of_column(scope, item)
        return found

    def _of_column(self, scope: Scope, column: exp.Column) -> set[tuple[str, str]]:
        source = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            found = {(f"{source.db}.{source.name}".lower(), column.name.lower())}
        elif source:
            found = self._of_scope(source, column.name.lower())
        else:
            return set()
        if found and all(table in self.lookups for table, _ in found) and isinstance(scope.expression, exp.Select):
            for join in scope.expression.args.get("joins") or []:
                if join.alias_or_name == column.table and join.args.get("on"):
                    by = [part for part in join.args["on"].find_all(exp.Column) if part.table != column.table]
                    # when a row was loaded decides which version of a label it has
                    by = [part for part in by if not part.name.startswith("_")]
                    found = found.union(*(self._of_column(scope, part) for part in by))
        return found


def _only_orders(column: exp.Column, value: exp.Expression) -> bool:
    """Whether a column only says which row a window function takes, or in which order."""
    part = column
    while part is not value:
        above = part.parent
        if isinstance(above, exp.Window) and part is not above.this:
            # a rank is made of nothing but the order
            return above.this.find(exp.Column) is not None
        part = above
    return False


def _parsed(node: dict) -> exp.Expression:
    return parse_one(RELATION.sub(r"`\2`.`\3`", node["compiled_code"]), dialect="databricks")


def _selected(node: dict) -> list[str]:
    """The columns that the query of a model names."""
    if node["resource_type"] != "model" or node["language"] == "python":
        return []
    try:
        return [name for name in _parsed(node).named_selects if name not in ("", "*")]
    except SqlglotError:
        return []


def _table(node: dict) -> str:
    return f"{node['schema']}.{node.get('alias') or node.get('identifier') or node['name']}"


def _layer(node: dict) -> str:
    """What a table is on the way from the export to its users."""
    if node["resource_type"] != "model":
        return "bronze" if node["resource_type"] == "source" else node["resource_type"]
    for end in ("history", "current"):
        if node["schema"] == "silver" and node["name"].endswith(f"_{end}"):
            return end
    folder = Path(node["original_file_path"]).parts[1]
    return {"marts": "gold", "handover": "hand-over"}.get(folder, folder)


def as_data(name: str, paths: list[list[Step]]) -> dict:
    """What ``c360 where`` prints as JSON."""
    return {"column": name, "comes_from": [{"column": path[0].name, "path": path} for path in paths]}


def as_lines(name: str, paths: list[list[Step]]) -> list[str]:
    """What ``c360 where`` prints."""
    steps = [step for path in paths for step in path]
    widths = max(len(step.layer) for step in steps), max(len(step.name) for step in steps)
    if len(steps) == 1:
        lines = [f"{name} comes from no other column:"]
    else:
        lines = [f"{name} comes from {len(paths)} column{'s' if len(paths) > 1 else ''}:"]
    for path in paths:
        lines += ["", _origin(path[0])]
        lines += [f"  {step.layer:{widths[0]}}  {step.name:{widths[1]}}  {step.file}:{step.line}" for step in path]
    return lines


def _origin(step: Step) -> str:
    table = step.table.partition(".")[2]
    if step.layer == "bronze":
        export = "the finance file" if table == "customer_finance" else f"the exported table {table}"
        return f"{step.column} of {export}"
    return f"{step.column} of the seed {table}" if step.layer == "seed" else f"{step.column}, worked out in {table}"
