"""Full copies: adds what differs from bronze, and a delete row for each record that is gone."""

import json

import duckdb

from python_helpers.bronze.plan import Plan
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import WHERE_FROM, Target, quote, transaction

# _rescued_data of the delete row of a record that a full copy lacks.
GONE = json.dumps({"c360": "not in the export's full copy any more"})


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
        make_incoming(target)
        try:
            cursor.register("scanned", table.scan())
            described = cursor.execute("describe scanned").fetchall()
            names, values = target.placed([(name, as_text(quote(name), kind)) for name, kind, *_ in described])
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
        columns = Columns(target)
        last_rows(target, "last")
        rows = cursor.execute(
            f"insert into {target.sql_name} by name select incoming.* from incoming left join last "
            f"on {columns.id_of('incoming')} = {columns.id_of('last')} "
            f"where last._loaded_at is null or {columns.packed('incoming')} is distinct from {columns.packed('last')}"
        ).fetchall()[0][0]
        cursor.execute(
            f"create or replace temp table gone as select {columns.id} as id, ? as label, "
            f"?::timestamp as gone_at from last where not {columns.is_deleted} and {columns.id} not in "
            f"(select {columns.id} from incoming where {columns.key} is not null)",
            [label, modified_at],
        )
        gone, stay = cursor.execute(
            f"select (select count(*) from gone), count(*) from last where not {columns.is_deleted} "
            f"and {columns.id} in (select {columns.id} from incoming)"
        ).fetchall()[0]
        # compare it again next time
        version, gone = ("", 0) if is_gone_too_much(plan, gone, stay) else (version, add_deletes(state, target))
        cursor.execute("drop table incoming")
        entry = state.entry(target.name, label, size, modified_at,
                            rows_loaded=rows, fingerprint=version, source_root=state.source_root)  # fmt: skip
        state.write(target.name, [entry])
    return rows, gone


class Columns:
    """SQL for the columns of a bronze table that comparisons need: the id in lower case, whether a row is a delete."""

    def __init__(self, target: Target):
        self.names = [name for name in target.columns() if name not in WHERE_FROM] + ["_rescued_data"]
        self.key, self.sink, self.deleted = (
            quote(next(name for name in self.names if name.lower() == wanted))
            for wanted in ("id", "sinkmodifiedon", "isdelete")
        )
        self.id = f"lower({self.key})"
        self.is_deleted = f"list_contains(['true', '1'], lower(coalesce({self.deleted}, '')))"

    def id_of(self, table: str) -> str:
        """The id in a table."""
        return f"lower({table}.{self.key})"

    def packed(self, table: str) -> str:
        """All values of a row of a table, as one; the case and order of the names in _rescued_data don't count."""
        rescued = (
            f"list_sort(list_transform(map_entries(from_json({table}._rescued_data, '\"MAP(VARCHAR, VARCHAR)\"')), "
            "lambda entry: row(lower(entry.key), entry.value)))"
        )
        return f"row({', '.join([*(f'{table}.{quote(name)}' for name in self.names[:-1]), rescued])})"


def make_incoming(target: Target) -> None:
    """An empty table ``incoming`` for the rows of a copy."""
    target.cursor.execute(f"create or replace temp table incoming as from {target.sql_name} limit 0")


def last_rows(target: Target, name: str, where: str = "true", values: list | None = None, by: str = "true") -> None:
    """A table ``name`` of the last row of each record, and of each value of ``by``, among those ``where`` it holds."""
    target.cursor.execute(
        f"create or replace temp table {name} as select * from {target.sql_name} where {where} qualify row_number() "
        f"over (partition by {Columns(target).id}, {by} order by _loaded_at desc, _source_row desc, _source_file desc) "
        "= 1",
        values or [],
    )


def is_gone_too_much(plan: Plan, gone: int, stay: int) -> bool:
    """Whether more records are gone than stay, so that more likely the copy isn't all here; warns of it.

    Records that are new in the copy don't count: one with other records may be that of another export.
    """
    name = plan.target.name
    if gone <= stay or plan.accepts_deletes:
        return False
    warn(
        f"{name}: its full copy lacks {gone:,} records that it had and still has {stay:,}, so they stay. {accept(name)}"
    )
    return True


def accept(name: str) -> str:
    """How to delete records that are more likely missing than gone."""
    return f"If they are deleted in Dynamics 365: .venv/bin/dbt build --vars 'accept_deletes: [{name}]'"


def add_deletes(state: State, target: Target) -> int:
    """Adds a delete row for each live record of the tables ``gone`` and ``last``.

    ``gone`` has id, label and gone_at, the file that lacks it and its time.
    """
    columns = Columns(target)
    # a copy may have an older date than its rows
    sink = f"last.{columns.sink}"
    sink = f"coalesce(try_strptime({sink}, '%m/%d/%Y %I:%M:%S %p'), try_cast({sink} as timestamp))"
    return state.cursor.execute(
        f"insert into {target.sql_name} ({columns.key}, {columns.sink}, {columns.deleted}, {', '.join(WHERE_FROM)}) "
        f"select last.{columns.key}, strftime(greatest(gone.gone_at, {sink}), '%Y-%m-%dT%H:%M:%S.%f0Z'), 'True', ?, "
        f"gone.label, 0, gone.gone_at, ? from gone inner join last on gone.id = {columns.id_of('last')} "
        f"where not {columns.is_deleted}",
        [GONE, state.loaded_at],
    ).fetchall()[0][0]
