"""One load of bronze: plans what is new in the export and the finance file, and adds it, as text, exactly once.

Rows and the load state of their files commit together, so a load that was killed goes on where it was.

- Append-only files grow at their end: of a known file only the bytes after the last complete record are read. One
  whose known part has changed was rewritten and is read from its start; silver sees a row sent twice as one version.
- Files of finished incremental folders are read once; when files come or change there later, what is new is read.
- In-place files and Delta tables hold what lives now: rows that differ from what bronze has are added, and a delete
  for each record that is gone. A copy that lacks most records deletes nothing until the user says so.
- The finance file and the choice metadata are loaded again as a whole when they change.
"""

from collections.abc import Collection

import duckdb

from python_helpers.bronze.compare import compare_delta
from python_helpers.bronze.in_place import compare_files
from python_helpers.bronze.parts import model_hash
from python_helpers.bronze.plan import Plan, Planner
from python_helpers.bronze.progress import log, progress, warn
from python_helpers.bronze.state import State
from python_helpers.bronze.sync import end_sync
from python_helpers.bronze.tables import WHERE_FROM, Target, transaction
from python_helpers.bronze.whole import plan_finance, plan_metadata
from python_helpers.bronze.write import Writer, batches
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, Model
from python_helpers.export.unread import undescribed, unread


class Loader:
    """One load. ``sources`` are dbt's source nodes (dicts with unique_id, source_name, name, schema, columns).

    Of the tables ``accept_deletes`` the user says that all records are gone that seem to be.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        sources: list[dict],
        export_root: str,
        finance_path: str,
        accept_deletes: Collection[str] = (),
    ):
        self.cursor = cursor
        self.sources = sources
        self.export_root = export_root
        self.finance_path = finance_path
        self.accepted = {name.lower() for name in accept_deletes}
        schema = next(node["schema"] for node in sources if node["source_name"] == "loader")
        self.state = State(cursor, schema, on_this_machine(export_root))

    def run(self, load: set[str]) -> None:
        """Creates missing tables, then loads the sources named in ``load``. Raises ``ExportError``."""
        targets = []
        for node in self.sources:
            name = node["identifier"]
            self.cursor.execute(f'create schema if not exists "{node["schema"]}"')
            if node["source_name"] == "loader":
                continue
            declared = [column for column in node["columns"] if column not in WHERE_FROM]
            target = Target(self.cursor, f'"{node["schema"]}"."{name}"', name, declared)
            if node["unique_id"] in load:
                targets.append((node["source_name"], target))
            else:
                target.create([])
        if targets:
            self._load(self._plans(targets))

    def _plans(self, targets: list[tuple[str, Target]]) -> list[Plan]:
        exported = [target for kind, target in targets if kind == "dataverse"]
        names = [target.name for target in exported if target.name not in METADATA_FILES]
        export = Export(self.export_root, self.state.loaded_folders()) if exported else None
        plans = []
        for kind, target in targets:
            if kind == "finance":
                plans.append(plan_finance(self.state, target, self.finance_path))
            elif target.name in METADATA_FILES:
                plans.append(plan_metadata(self.state, export, target, names))
            else:
                plans.append(Planner(self.state, export, self.accepted).plan(target))
        missing = sorted(plan.target.name for plan in plans if plan.is_missing)
        if missing:
            warn(f"The export holds no files of {', '.join(missing)}: such a table counts as empty until they come.")
        late = sorted(set().union(*(plan.late for plan in plans)))
        if late:
            more = f" and {len(late) - 1:,} more" if len(late) > 1 else ""
            warn(
                f"{late[0]}{more}: files came into the folder, or changed, after it was loaded, as when a container is "
                "copied and model.json comes first. What is new is read now."
            )
        if export:
            self._warn_of_undescribed(export)
        for warning in dict.fromkeys(export.warnings if export else []):
            warn(warning)
        return plans

    def _warn_of_undescribed(self, export: Export) -> None:
        """Warns once of each folder or file that nothing reads."""
        known = {node["identifier"].lower() for node in self.sources}
        new = [
            folder
            for name, folder in sorted(undescribed(export).items())
            if name not in known and self.state.log_model(name, "none", Model((), folder))
        ]
        if new:
            warn(
                f"{', '.join(new)}: CSV files that no model.json describes, so nothing reads them. c360 status and "
                "c360 drift go on naming them; this warning doesn't come again."
            )
        for path, why in unread(export).items():
            if self.state.log_model(path, "none", Model((), path)):
                warn(f"{path} {why}. Nothing reads it; this warning doesn't come again.")

    def _load(self, plans: list[Plan]) -> None:
        parts = [part for plan in plans for part in [*plan.parts, *plan.copies]]
        with progress(self.cursor, parts) as begin:
            writer = Writer(self.state, begin)
            for plan in plans:
                self._carry_out(plan, writer)

    def _carry_out(self, plan: Plan, writer: Writer) -> None:
        rows = quarantined = gone = 0
        # also rows of a load that was killed before it had numbered them
        writer.number(plan.target)
        for batch in batches(plan.parts):
            good, bad = writer.load(plan.target, batch)
            rows, quarantined = rows + good, quarantined + bad
            writer.number(plan.target)
        for listed in plan.rows:
            rows += writer.load_rows(plan.target, listed)
        if plan.table and plan.table.in_place:
            good, bad, gone = compare_files(writer, plan)
            rows, quarantined = rows + good, quarantined + bad
        if plan.delta:
            good, gone = compare_delta(self.state, plan)
            rows += good
        if plan.table:
            gone += self._finish(plan)
        name = f"bronze.{plan.target.name}"
        if rows:
            files = sum(part.end > part.start for part in plan.parts + plan.copies) + len(plan.rows)
            log.info(f"{name}: {rows:,} new rows from {files or 1} file(s)")
        if gone:
            log.info(f"{name}: {gone:,} records are gone from the export, and count as deleted")
        if quarantined:
            warn(
                f"{name}: {quarantined:,} rows could not be read. They wait in bronze.quarantine with file, row, text "
                "and reason: see them with c360 quarantine."
            )

    def _finish(self, plan: Plan) -> int:
        """When all of a table is loaded: logs its models, ends a re-initial sync, and counts its deletes.

        A killed load does this again: so doubts about a model that has just changed stay until its rows are loaded.
        """
        name, state = plan.target.name, self.state
        with transaction(self.cursor):
            for layout, model in plan.models:
                state.log_model(name, layout, model)
            gone = end_sync(state, plan)
            folders = plan.folders.items()
            state.write(name, [state.entry(name, f"{folder}/", fingerprint=stamp) for folder, stamp in folders])
            state.forget(name, plan.vanished)
            for part in plan.same:
                times = {"source_modified_at": part.modified_at, "source_changed_at": part.changed_at}
                state.change(name, [part.label], **times)
            if plan.still:
                state.change(name, plan.still, model_hash=model_hash(plan.table.model.names))
        return gone


def on_this_machine(root: str) -> str:
    """The folder of an export, for one in a lake that of its copy."""
    if "://" not in root:
        return root
    from python_helpers.export.lake import copy_of

    return str(copy_of(root))
