"""New syncs: a delete row for each record that a table's initial sync, made again, didn't send."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from python_helpers.bronze.compare import GONE, accept
from python_helpers.bronze.plan import Plan
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import WHERE_FROM, quote
from python_helpers.export.time_folders import TIME_FOLDER

# State of a table whose records of another layout have been looked for in the one that it has now, by layout.
MOVED = {"incremental": "moved to incremental folders/", "classic": "moved to append-only files/"}


def end_sync(state: State, plan: Plan) -> int:
    """After a new initial sync: a delete row for each live record that it didn't send; counts them.

    A table is synced from the start again, or moves to append-only files or incremental folders from another layout. In
    incremental folders it sent what lies in them, in append-only files what came since all files were begun again. When
    it left out more records than it sent of those that were there, more likely the copy isn't all here.
    """
    target, cursor = plan.target, state.cursor
    log = cursor.execute(
        f"select layout, model, lower(sync_state) = 'inprogress', sync_completed, seen_at, "
        f"layout = 'classic' and not contains(lower(columns), '\"isdelete\"') from {state.table_schemas} "
        "where table_name = ? order by schema_number",
        [target.name],
    ).fetchall()
    completed = [(place, row) for place, row in enumerate(log) if row[3] and not row[2]]
    before = [(place, row) for place, row in completed if row[3] != completed[-1][1][3]]
    columns = {name.lower(): quote(name) for name in target.columns()}
    if not log or not {"id", "sinkmodifiedon", "isdelete"} <= columns.keys():
        return 0
    known = state.files(target.name)
    if before:
        layout, model, _, sync_completed, *_ = completed[-1][1]
        done, since, is_certain = f"initial sync of {sync_completed}/", before[-1][0] + 1, True
    else:
        layout, model, is_in_progress, sync_completed, *_ = log[-1]
        done, since = MOVED.get(layout, ""), 0
        is_certain = bool(sync_completed) if layout == "classic" else _includes_sync(sync_completed, log)
        is_new = plan.accepts_deletes or any(
            bool(TIME_FOLDER.match(part.label)) == (layout == "incremental") for part in plan.parts
        )
        if not done or is_in_progress or not _has_moved(plan, log) or not (is_certain or is_new):
            return 0
    if layout == "incremental":
        first = _first_folder(log[since:])
        read = [label for label, row in known.items() if TIME_FOLDER.match(label) and row["model_hash"]]
        files = [label for label in read if label >= first]
        sent, values = f"_source_file >= ? and _source_file similar to '{TIME_FOLDER.pattern}/.*'", [first]
    else:
        files = [file.label for file in plan.table.files if not file.folder]
        sent, values = "_loaded_at >= ?", [min((known[file]["started_at"] for file in files), default=None)]
        was_seen = before[-1][1][4] if before else max(row[4] for row in log if row[0] != "classic" or row[5])
        if layout != "classic" or plan.table.in_place or not values[0] or values[0] <= was_seen:
            return 0
    # what waits may be of a record that would be taken for missing
    if done in known or any(known[file]["bytes_pending"] or known[file]["bytes_quarantined"] for file in files):
        return 0
    key, deleted = columns["id"], columns["isdelete"]
    cursor.execute(
        f"create or replace temp table synced as select lower({key}) as id, bool_or({sent}) as sent, "
        f"bool_or(not ({sent})) as was_there, list_contains(['true', '1'], lower(arg_max(coalesce({deleted}, ''), "
        f"(_loaded_at, _source_file, _source_row)))) as deleted from {target.sql_name} where {key} <> '' "
        "group by all",
        values + values,
    )
    # records that are new in the sync don't count: one of other records may be that of another environment
    kept, unsent = cursor.execute(
        "select count(*) filter (where sent and was_there), count(*) filter (where not sent and not deleted) "
        "from synced"
    ).fetchall()[0]
    if unsent and not plan.accepts_deletes and (unsent > kept or not is_certain):
        what = "was synced from the start again" if before else "is in another layout now"
        did = f"only {kept:,}" if unsent > kept else f"{kept:,}"
        warn(f"{target.name} {what}; {unsent:,} records didn't come and {did} did: they stay. {accept(target.name)}")
        return 0
    state.write(target.name, [state.entry(target.name, done)])
    return cursor.execute(
        f"insert into {target.sql_name} ({key}, {columns['sinkmodifiedon']}, {deleted}, {', '.join(WHERE_FROM)}) "
        "select id, ?, 'True', ?, ?, 0, ?, ? from synced where not sent and not deleted",
        [sync_completed or f"{state.loaded_at:%Y-%m-%dT%H:%M:%S}Z", GONE, Path(model).name, state.loaded_at,
         state.loaded_at],
    ).fetchall()[0][0]  # fmt: skip


def _has_moved(plan: Plan, log: list[tuple]) -> bool:
    """Whether the table's records came in another layout before the one of the last description."""
    if log[-1][0] == "incremental":
        return log[0][0] != "incremental"
    # beside folders or a Delta table, files that end long ago say nothing about what is gone
    return not plan.table.folders and not plan.delta and any(row[0] != "classic" or row[5] for row in log)


def _includes_sync(sync_completed: str, log: list[tuple]) -> bool:
    """Whether an initial sync has ended that began with the first incremental folder, and not before it."""
    first = _first_folder(log)
    ended = None
    with suppress(ValueError):
        ended = datetime.strptime(sync_completed, "%m/%d/%Y %I:%M:%S %p")
    return bool(sync_completed) and (not ended or f"{ended:%Y-%m-%dT%H.%M.%SZ}" >= first)


def _first_folder(log: list[tuple]) -> str:
    """The incremental folder of the first description, which may be the table's own in a folder inside it."""
    sources = [Path(row[1]).parts for row in log if row[0] == "incremental"]
    return next((name for parts in sources for name in parts if TIME_FOLDER.fullmatch(name)), "")
