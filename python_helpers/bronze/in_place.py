"""In-place files: adds the rows that differ from bronze, and a delete row for each record that no file holds any more.

``in_place_records`` keeps which file holds which record, because a record can move to another file unchanged, or be in
two. A file that is gone holds what it held, but for the records that other files hold.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from python_helpers.bronze.compare import (
    Columns,
    accept,
    add_deletes,
    is_gone_too_much,
    last_rows,
    make_incoming,
)
from python_helpers.bronze.parts import Part, is_at_rest
from python_helpers.bronze.plan import Plan
from python_helpers.bronze.progress import warn
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import Target, transaction
from python_helpers.bronze.write import Grew, Unreadable, Writer
from python_helpers.export.time_folders import TIME_FOLDER

# Of the columns of bronze: whether a row is of such a file, or of one that was append-only.
IN_PLACE = f"suffix(lower(_source_file), '.csv') and not regexp_matches(_source_file, '^{TIME_FOLDER.pattern}')"
# A file that loses more records than it keeps, and at least so many, may be half written.
MANY = 20


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
    with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(state.cursor):
        files = _Files(state, target, plan)
        missing = sorted(state.holding(target.name) - plan.partitions)
        if not parts and not missing:
            return 0, 0, 0
        state.forget_quarantine(target.name, parts)
        make_incoming(target)
        counts = [(*count, 0, 0)[:4] for count in insert(target, "incoming", parts, Path(folder))]
        state.remember(target.name, [(part, rows, bad, lost, len(part.columns)) for part, rows, bad, lost in counts])
        quarantined = sum(bad for *_, bad, _ in counts)
        rows = files.add_changes()
        gone = files.find_gone(missing, quarantined)
        files.report(missing)
        state.cursor.execute("drop table incoming")
    return rows, quarantined, gone


class _Files:
    """The files of a table and what they hold; those in ``names`` have been read into the table ``incoming``."""

    def __init__(self, state: State, target: Target, plan: Plan):
        self.state, self.target, self.plan, self.cursor = state, target, plan, state.cursor
        self.columns = Columns(target)
        self.read = {_name(part.label): part for part in plan.copies if part.end == part.size}
        self.names = list(self.read)
        self.known = {label: row for label, row in state.files(target.name).items() if _is_in_place(label)}
        if not state.holding(target.name):
            self._begin()

    def _begin(self) -> None:
        """Before the first comparison of a table: its records are in the files from which bronze has them.

        Also those that came in another layout, if the export has nothing of it any more.
        """
        last_rows(self.target, "last")
        self.cursor.execute(
            f"insert into {self.state.in_place_records} select ?, parse_filename(_source_file), {self.columns.id} "
            f"from last where not {self.columns.is_deleted} and {self.columns.id} <> '' "
            f"and {'true' if self.plan.all_there_is else IN_PLACE}",
            [self.target.name],
        )

    def labels(self) -> dict[str, str]:
        """The files, with their folders, by name."""
        return {_name(label): label for label in [*self.known, *(part.label for part in self.plan.copies)]}

    def add_changes(self) -> int:
        """Adds the incoming rows that differ from what their file held, and counts them."""
        last_rows(
            self.target,
            "known",
            f"{IN_PLACE} and ({self.columns.id}, parse_filename(_source_file)) in "
            f"(select id, file from {self.state.in_place_records} "
            "where table_name = ? and list_contains(?::varchar[], file))",
            [self.target.name, self.names],
            by="parse_filename(_source_file)",
        )
        key, packed = self.columns.id_of, self.columns.packed
        return self.cursor.execute(
            f"insert into {self.target.sql_name} by name select incoming.* from incoming left join known "
            f"on {key('incoming')} = {key('known')} "
            "and parse_filename(incoming._source_file) = parse_filename(known._source_file) "
            f"where known._loaded_at is null or {packed('incoming')} is distinct from {packed('known')}"
        ).fetchall()[0][0]

    def find_gone(self, missing: list[str], quarantined: int) -> int:
        """Adds a delete row for each record that no file holds any more, if that is certain, and counts them."""
        name, records = self.target.name, self.state.in_place_records
        self.cursor.execute(
            f"create or replace temp table now as select distinct parse_filename(_source_file) as file, "
            f"{self.columns.id} as id from incoming where {self.columns.id} <> ''"
        )
        accepted = missing if self.plan.accepts_deletes else []
        self.cursor.execute(
            f"create or replace temp table lost as select id, file from {records} where table_name = ? "
            "and list_contains(?::varchar[], file) and id not in (select id from now) and id not in "
            f"(select id from {records} where table_name = ? and not list_contains(?::varchar[], file))",
            [name, self.names + accepted, name, self.names + accepted],
        )
        doubts = self._doubts(quarantined) if self.plan.copies or accepted else []
        if doubts:
            warn(
                f"{name}: {', and '.join(doubts)}: records that are gone from it are not looked for until that is over."
            )
        stay = self.cursor.execute(
            f"select count(distinct id) from {records} where table_name = ? and (id in (select id from now) or id in "
            f"(select id from {records} where table_name = ? and not list_contains(?::varchar[], file)))",
            [name, name, self.names + accepted],
        ).fetchall()[0][0]
        deletes = 0
        certain = not doubts and not is_gone_too_much(self.plan, self._live_gone(), stay)
        if certain:
            labels = self.labels()
            times = {file: part.modified_at for file, part in self.read.items()}
            times |= dict.fromkeys(accepted, self.state.loaded_at)
            self.cursor.execute(
                "create or replace temp table gone as select id, max(label) as label, "
                "max(modified_at) as gone_at from lost inner join (select unnest(?::varchar[]) as file, "
                "unnest(?::varchar[]) as label, unnest(?::timestamp[]) as modified_at) using (file) group by id",
                [list(times), [labels.get(file, file) for file in times], list(times.values())],
            )
            deletes = add_deletes(self.state, self.target)
        else:
            # read them again next time
            self.state.change(name, [part.label for part in self.read.values()], fingerprint="")
        self._hold(self.names + accepted, keeps=not certain)
        return deletes

    def _doubts(self, quarantined: int) -> list[str]:
        """Why records that seem to be gone may still be in a file."""
        doubts = ["rows are in quarantine"] if quarantined else []
        if self.plan.table.model.sync_state.lower() == "inprogress":
            doubts.append("its initial sync is in progress")
        doubts += [f"{part.label} isn't written to its end" for part in self.plan.copies if part.end < part.size]
        counts = self.cursor.execute(
            "select file, count(*), (select count(*) from now where now.file = lost.file) from lost group by file"
        ).fetchall()
        for file, lost, kept in counts:
            part = None if self.plan.accepts_deletes else self.read[file]
            is_cut = part and lost > kept and (lost >= MANY or not kept)
            if is_cut and not is_at_rest(part):
                doubts.append(
                    f"{part.label} lost {lost:,} records within the last hour and holds {kept:,}, so it may be "
                    "half written"
                )
        return doubts

    def _live_gone(self) -> int:
        last_rows(self.target, "last", f"{self.columns.id} in (select id from lost)")
        return self.cursor.execute(f"select count(*) from last where not {self.columns.is_deleted}").fetchall()[0][0]

    def _hold(self, names: list[str], keeps: bool) -> None:
        """Remembers what the files ``names`` hold; with ``keeps`` also what seems to be gone from them."""
        name, records = self.target.name, self.state.in_place_records
        kept = "and (file, id) not in (select file, id from lost)" if keeps else ""
        self.cursor.execute(
            f"delete from {records} where table_name = ? and list_contains(?::varchar[], file) {kept}", [name, names]
        )
        self.cursor.execute(f"insert into {records} select ?, file, id from now", [name])

    def report(self, missing: list[str]) -> None:
        """Gives the records of missing files to the files that hold them; warns of those that no file holds."""
        name, records = self.target.name, self.state.in_place_records
        self.cursor.execute(
            f"delete from {records} where table_name = ? and list_contains(?::varchar[], file) "
            f"and id in (select id from {records} where table_name = ? and not list_contains(?::varchar[], file))",
            [name, missing, name, missing],
        )
        left = dict(
            self.cursor.execute(
                f"select file, count(*) from {records} where table_name = ? and list_contains(?::varchar[], file) "
                "group by file order by file",
                [name, missing],
            ).fetchall()
        )
        labels = self.labels()
        for file, count in left.items():
            warn(
                f"{labels.get(file, file)} is no longer in the export; {count:,} records that no other file "
                f"holds stay. {accept(name)}"
            )
        read = {_name(part.label): part.label for part in self.plan.copies}
        over = [file for file in missing if file not in left]
        old = [label for label in self.known if label != read.get(_name(label), label) or _name(label) in over]
        self.state.forget(name, old)


def _name(label: str) -> str:
    return label.split("/")[-1]


def _is_in_place(label: str) -> bool:
    return label.lower().endswith(".csv") and not TIME_FOLDER.match(label)
