"""Full copies and new syncs: adds what differs from bronze, and a delete row for each record that is gone."""

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from python_helpers.bronze.parts import Part
from python_helpers.bronze.plan import Plan
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import WHERE_FROM, Target, literal, quote, transaction
from python_helpers.bronze.write import Grew, Unreadable, Writer
from python_helpers.export.layouts import TIME_FOLDER

# _rescued_data of the delete row of a record that a full copy lacks.
GONE = json.dumps({"c360": "not in the export's full copy any more"})


def compare_files(writer: Writer, plan: Plan) -> tuple[int, int, int]:
    """Compares in-place files with bronze; returns the numbers of new, quarantined and vanished rows."""
    try:
        if not all(part.strict for part in plan.copies):
            raise Unreadable
        return _compare_parts(writer.state, plan, writer.insert_parts)
    except Grew:
        return compare_files(writer, plan)
    except Unreadable:

        def each_row_by_row(target: Target, into: str, parts: list[Part], folder: Path) -> list[tuple]:
            return [(part, *writer.insert_row_by_row(target, into, part, folder)) for part in parts]

        return _compare_parts(writer.state, plan, each_row_by_row)


def _compare_parts(state: State, plan: Plan, insert: Callable) -> tuple[int, int, int]:
    target, parts = plan.target, plan.copies
    folder_name = parts[0].label.split("/")[0]
    with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(state.cursor):
        state.forget_quarantine(target.name, parts)
        _make_incoming(target)
        counts = [(*count, 0, 0)[:4] for count in insert(target, "incoming", parts, Path(folder))]
        state.remember(target.name, [(part, rows, bad, lost, len(part.columns)) for part, rows, bad, lost in counts])
        names = [Path(part.label).name for part in parts]
        older = [
            label
            for label in state.files(target.name)
            if label.startswith(f"{folder_name}/")
            and Path(label).name in names
            and label not in {part.label for part in parts}
        ]
        state.forget(target.name, older)
        quarantined = sum(bad for *_, bad, _ in counts)
        complete = [part for part in parts if part.end]
        find_gone = not quarantined and plan.table.model.sync_state.lower() != "inprogress"
        if not find_gone:
            # read them again next time
            state.change(target.name, [part.label for part in complete], fingerprint="")
            why = "rows are in quarantine" if quarantined else "its initial sync is in progress"
            warn(f"{target.name}: {why}, so records that are gone from it are not looked for until that is over.")
        rows, gone = _add_changes(
            state,
            target,
            f"split_part(_source_file, '/', 1) = {literal(folder_name)} "
            f"and list_contains(?, parse_filename(_source_file))",
            [[Path(part.label).name for part in complete]],
            {Path(part.label).name: (part.label, part.modified_at) for part in complete},
            find_gone=find_gone,
        )
    return rows, quarantined, gone


def compare_delta(state: State, plan: Plan) -> tuple[int, int]:
    """Compares a new version of a Delta table with bronze; returns the numbers of new and vanished rows."""
    from deltalake.exceptions import DeltaError

    from python_helpers.export.delta import as_text, delta_error, open_delta, version_of

    target, folder, cursor = plan.target, plan.delta, state.cursor
    table = open_delta(folder)
    label = folder.relative_to(state.root).as_posix()
    version, modified_at, size = version_of(table)
    seen = state.files(target.name).get(label)
    if seen and seen["fingerprint"] == version:
        return 0, 0
    with transaction(cursor):
        _make_incoming(target)
        try:
            cursor.register("scanned", table.scan())
            columns = cursor.execute("describe scanned").fetchall()
            names, values = target.placed([(name, as_text(quote(name), kind)) for name, kind, *_ in columns])
            cursor.execute(
                f"insert into incoming ({', '.join([*names, *WHERE_FROM])}) "
                f"select {', '.join(values)}, ?, row_number() over (), ?, ? from scanned",
                [label, modified_at, state.loaded_at],
            )
        except duckdb.OutOfMemoryException:
            raise
        except (duckdb.Error, DeltaError) as error:
            raise delta_error(folder, error) from None
        cursor.unregister("scanned")
        rows, gone = _add_changes(state, target, "true", [], {"": (label, modified_at)}, find_gone=True)
        entry = state.entry(target.name, label, size, modified_at,
                            rows_loaded=rows, fingerprint=version, source_root=state.source_root)  # fmt: skip
        state.write(target.name, [entry])
    return rows, gone


def _make_incoming(target: Target) -> None:
    target.cursor.execute(f"create or replace temp table incoming as from {target.sql_name} limit 0")


def _add_changes(
    state: State,
    target: Target,
    scope: str,
    values: list,
    labels: dict[str, tuple[str, datetime]],
    find_gone: bool,
) -> tuple[int, int]:
    """Adds the rows of ``incoming`` that bronze doesn't have as the last of their record.

    With ``find_gone``, a delete row for each live record whose last row is in ``scope`` and that is not incoming.
    ``labels`` gives file and time of these rows, by the name of the file in which the record was.
    """
    cursor = state.cursor
    columns = [name for name in target.columns() if name not in WHERE_FROM] + ["_rescued_data"]
    key = quote(next(name for name in columns if name.lower() == "id"))
    packed = f"row({', '.join('{0}.' + quote(name) for name in columns)})"
    cursor.execute(
        f"create or replace temp table known as select * from {target.sql_name} "
        f"qualify row_number() over (partition by lower({key}) order by _loaded_at desc, _source_row desc) = 1"
    )
    gone = 0
    if find_gone:
        deleted, sink = (
            quote(next(name for name in columns if name.lower() == wanted)) for wanted in ("isdelete", "sinkmodifiedon")
        )
        files = list(labels)
        gone = cursor.execute(
            f"insert into {target.sql_name} ({key}, {sink}, {deleted}, {', '.join(WHERE_FROM)}) "
            f"select known.{key}, strftime(files.modified_at, '%Y-%m-%dT%H:%M:%S.%f0Z'), 'True', ?, files.label, 0, "
            "files.modified_at, ? from known inner join (select unnest(?::varchar[]) as file, "
            "unnest(?::varchar[]) as label, unnest(?::timestamp[]) as modified_at) as files "
            "on files.file in ('', parse_filename(known._source_file)) "
            f"where {scope} and not list_contains(['true', '1'], lower(coalesce({deleted}, ''))) "
            f"and lower({key}) not in (select lower({key}) from incoming where {key} is not null)",
            [GONE, state.loaded_at, files, [labels[file][0] for file in files], [labels[file][1] for file in files],
             *values],
        ).fetchall()[0][0]  # fmt: skip
    rows = cursor.execute(
        f"insert into {target.sql_name} by name select incoming.* from incoming left join known "
        f"on lower(incoming.{key}) = lower(known.{key}) "
        f"where known._loaded_at is null or {packed.format('incoming')} is distinct from {packed.format('known')}"
    ).fetchall()[0][0]
    cursor.execute("drop table known; drop table incoming")
    return rows, gone


def end_sync(state: State, plan: Plan) -> int:
    """After a re-initial sync: a delete row for each live record that it didn't send again; counts them.

    In the incremental layout it sent what lies in its folders, in the classic one what came since all files were
    begun again. When it sent fewer records than it left out, more likely the copy isn't all here.
    """
    target, cursor = plan.target, state.cursor
    log = cursor.execute(
        f"select layout, model, lower(sync_state) = 'inprogress', sync_completed, seen_at from {state.table_schemas} "
        "where table_name = ? order by schema_number",
        [target.name],
    ).fetchall()
    completed = [(place, row) for place, row in enumerate(log) if row[3] and not row[2]]
    before = [(place, row) for place, row in completed if row[3] != completed[-1][1][3]]
    columns = {name.lower(): quote(name) for name in target.columns()}
    if not before or not {"id", "sinkmodifiedon", "isdelete"} <= columns.keys():
        return 0
    layout, model, _, sync_completed, _ = completed[-1][1]
    done = f"initial sync of {sync_completed}/"
    known = state.files(target.name)
    if layout == "incremental":
        folders = [Path(row[1]).parent.name for row in log[before[-1][0] + 1 :] if row[0] == layout]
        read = [label for label, row in known.items() if TIME_FOLDER.match(label) and row["model_hash"]]
        files = [label for label in read if label >= folders[0]]
        sent, values = f"_source_file >= ? and _source_file similar to '{TIME_FOLDER.pattern}/.*'", [folders[0]]
    else:
        files = [file.label for file in plan.table.files if not file.folder]
        sent, values = "_loaded_at >= ?", [min((known[file]["started_at"] for file in files), default=None)]
        if layout != "classic" or not values[0] or values[0] <= before[-1][1][4]:
            return 0
    # what waits may be of a record that would be taken for missing
    if done in known or any(known[file]["bytes_pending"] or known[file]["bytes_quarantined"] for file in files):
        return 0
    key, deleted = columns["id"], columns["isdelete"]
    cursor.execute(
        f"create or replace temp table synced as select lower({key}) as id, bool_or({sent}) as sent, "
        f"list_contains(['true', '1'], lower(arg_max(coalesce({deleted}, ''), "
        f"(_loaded_at, _source_file, _source_row)))) as deleted from {target.sql_name} where {key} <> '' "
        "group by all",
        values,
    )
    kept, unsent = cursor.execute(
        "select count(*) filter (where sent), count(*) filter (where not sent and not deleted) from synced"
    ).fetchall()[0]
    if unsent > kept:
        warn(
            f"{target.name} was synced from the start again, but {unsent:,} records didn't come and only {kept:,} "
            "did: they stay. If they are deleted in Dynamics 365, copy the whole export again."
        )
        return 0
    state.write(target.name, [state.entry(target.name, done)])
    return cursor.execute(
        f"insert into {target.sql_name} ({key}, {columns['sinkmodifiedon']}, {deleted}, {', '.join(WHERE_FROM)}) "
        "select id, ?, 'True', ?, ?, 0, ?, ? from synced where not sent and not deleted",
        [sync_completed, GONE, Path(model).name, state.loaded_at, state.loaded_at],
    ).fetchall()[0][0]
