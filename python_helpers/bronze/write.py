"""Adds rows to bronze. DuckDB reads the CSV; a stretch in which it meets a bad row is split here, row by row."""

import tempfile
from collections.abc import Callable, Iterator
from glob import escape
from itertools import groupby
from pathlib import Path

import duckdb

from python_helpers.bronze import parts as p
from python_helpers.bronze.parts import Part
from python_helpers.bronze.plan import Rows
from python_helpers.bronze.state import State
from python_helpers.bronze.tables import WHERE_FROM, Target, literal, quote, transaction
from python_helpers.export.model import ExportError
from python_helpers.export.records import LONGEST_LINE, LONGEST_ROW, line_end

# Files of one commit: each commit costs time, and a killed load repeats one.
BATCH, BATCH_FILES = 1 << 30, 5000
# Files up to this size are read many at a time.
SMALL = 1 << 24


class Unreadable(Exception):
    """DuckDB met a row that it can't read."""


class Grew(Exception):
    """A file grew while DuckDB read it, so that it may have read more than it should."""


class Writer:
    """Writes rows into bronze tables, and with them the ``state`` of their files; calls ``begin`` as parts begin."""

    def __init__(self, state: State, begin: Callable[[list[Part]], None] = lambda _: None):
        self.state = state
        self.cursor = state.cursor
        self.begin = begin

    def load(self, target: Target, parts: list[Part]) -> tuple[int, int]:
        """Loads the parts in one transaction; returns the numbers of loaded and quarantined rows.

        When DuckDB meets a row that it can't read, halves of the parts are loaded, and in the end one part row by row.
        """
        try:
            with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(self.cursor):
                if any((part.doubt or not part.strict) and part.end > part.start for part in parts):
                    raise Unreadable
                self.state.forget_quarantine(target.name, parts)
                counts = self.insert_parts(target, target.sql_name, parts, Path(folder))
                self.state.remember(
                    target.name, [(part, rows, 0, 0, len(part.columns) if rows else 0) for part, rows in counts]
                )
                return sum(rows for _, rows in counts), 0
        except Grew:
            return self.load(target, parts)
        except Unreadable:
            if len(parts) == 1:
                return self._load_uneven(target, parts[0])
            half = len(parts) // 2
            halves = [self.load(target, some) for some in (parts[:half], parts[half:])]
            return sum(rows for rows, _ in halves), sum(quarantined for _, quarantined in halves)

    def _load_uneven(self, target: Target, part: Part) -> tuple[int, int]:
        """Loads a part with narrow or bad rows: at once if all are equally narrow, else row by row."""
        width = next((len(values) for *_, values, _ in part.records()), 0)
        if (
            part.narrowest
            and max(part.narrowest, part.widest_before) <= width < len(part.columns)
            and part.strict
            and not part.doubt
        ):
            try:
                with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(self.cursor):
                    self.state.forget_quarantine(target.name, [part])
                    source = p.copy(part, Path(folder) / "part.csv")
                    rows = self.insert(target, target.sql_name, [part], [source], part.columns[:width])
                    self.state.remember(target.name, [(part, rows, 0, 0, width)])
                    return rows, 0
            except Unreadable:
                pass
        with tempfile.TemporaryDirectory(prefix="c360-") as folder, transaction(self.cursor):
            self.state.forget_quarantine(target.name, [part])
            counts = self.insert_row_by_row(target, target.sql_name, part, Path(folder))
            self.state.remember(target.name, [(part, *counts)])
        return counts[:2]

    def load_rows(self, target: Target, listed: Rows) -> int:
        """Loads rows that are in no CSV file, in one transaction, and counts them."""
        with transaction(self.cursor):
            columns = [[row[place] for row in listed.rows] for place in range(len(listed.columns))]
            self.cursor.execute(
                f"insert into {target.sql_name} ({', '.join([*map(quote, listed.columns), *WHERE_FROM])}) "
                f"select {', '.join(['unnest(?::varchar[])'] * len(columns))}, null, ?, unnest(range(1, ? + 1)), ?, ?",
                [*columns, listed.label, len(listed.rows), listed.modified_at, self.state.loaded_at],
            )
            entry = self.state.entry(target.name, listed.label, listed.size, listed.modified_at,
                                     rows_loaded=len(listed.rows), fingerprint=listed.fingerprint)  # fmt: skip
            self.state.write(target.name, [entry])
        return len(listed.rows)

    def number(self, target: Target) -> None:
        """Numbers rows of large files by their places in the table, which are those in the file.

        ``row_number`` would keep all but one thread from reading, and an update in the transaction that added the rows
        would write them again.
        """
        if target.hides_rowid():
            return
        added = self.cursor.execute(
            "select state.source_file, max(rows.rowid) - max(state.rows_loaded + state.rows_quarantined) "
            f"from {target.sql_name} as rows join {self.state.load_state} as state "
            "on state.source_file = rows._source_file and state.table_name = ? "
            "where rows._source_row is null group by all",
            [target.name],
        ).fetchall()
        for label, before in added:
            self.cursor.execute(
                f"update {target.sql_name} set _source_row = rowid - ? where _source_row is null and _source_file = ?",
                [before, label],
            )

    def insert_parts(self, target: Target, into: str, parts: list[Part], folder: Path) -> list[tuple[Part, int]]:
        """Inserts the rows of the parts, many small files at a time, and counts them for each part.

        Raises ``Unreadable``, and ``Grew``. ``folder`` is for temporary files.
        """
        counts = [(part, 0) for part in parts if part.end == part.start]
        filled = [part for part in parts if part.end > part.start]
        for number, (_, group) in enumerate(groupby(filled, key=_reading)):
            group = list(group)
            self.begin(group)
            direct = [part.start == 0 and part.end == part.size and not part.grew for part in group]
            sources = [
                part.file if whole else p.copy(part, folder / f"{number}-{place}.csv")
                for place, (part, whole) in enumerate(zip(group, direct, strict=True))
            ]
            rows = self.insert(target, into, group, sources, group[0].columns)
            for part, whole in zip(group, direct, strict=True):
                if whole and part.file.stat().st_size != part.size:
                    part.grew = True
            if any(part.grew and whole for part, whole in zip(group, direct, strict=True)):
                raise Grew
            if len(group) == 1:
                counts.append((group[0], rows))
                continue
            found = dict(
                self.cursor.execute(
                    f"select _source_file, count(*) from {into} where _loaded_at = ? group by all",
                    [self.state.loaded_at],
                ).fetchall()
            )
            counts += [(part, found.get(part.label, 0)) for part in group]
        return counts

    def insert_row_by_row(self, target: Target, into: str, part: Part, folder: Path) -> tuple[int, int, int, int]:
        """Inserts the good rows, and the others into quarantine; returns what ``Part.sort_out`` does."""
        good, bad = folder / "good.csv", folder / "bad.csv"
        counts = part.sort_out(good, bad)
        try:
            self.insert(target, into, [part], [good], ["", *part.columns])
        except Unreadable:
            raise ExportError(
                f"{part.label}: DuckDB can't read a row that is good CSV. Please report it, with the row."
            ) from None
        self.state.hold_back(target.name, part, bad)
        return counts

    def insert(self, target: Target, into: str, parts: list[Part], sources: list[Path], cells: list[str]) -> int:
        """Inserts the rows of ``sources``, the parts' bytes, and counts them; a cell without name is a row's number.

        Raises ``Unreadable`` when DuckDB can't read one.
        """
        names, values = target.placed([(name, f"c{n}") for n, name in enumerate(cells) if name])
        # DuckDB would take a line end within quotes for that of the records
        new_line = line_end(sources[0], 0, sources[0].stat().st_size)
        ragged = parts[0].ragged
        width = len(cells) + ragged  # one cell more, because some rows end with a comma
        # rows that are known to be good may be longer, and have got their number and missing commas
        longest = LONGEST_LINE if cells[0] else LONGEST_ROW + len(cells) + 32
        place, number, inner = "1", f"row_number() over () + {parts[0].rows_before}", "*"
        if not cells[0]:
            number = "cast(c0 as bigint)"
        elif into == target.sql_name and parts[0].end - parts[0].start > SMALL and not target.hides_rowid():
            # see number
            number = "null"
        elif len(parts) > 1:
            place = "cast(file_index as bigint) + 1"
            number = f"n - min(n) over (partition by file_index) + 1 + (?::bigint[])[{place}]"
            inner = "*, file_index, row_number() over () as n"
        select = (
            f"insert into {into} ({', '.join([*names, *WHERE_FROM])}) "
            f"select {', '.join(values)}, (?::varchar[])[{place}], {number}, (?::timestamp[])[{place}], ? "
            f"from (select {inner} from read_csv(?, header = false, auto_detect = false, "
            f"delim = {literal(parts[0].delimiter)}, quote = '\"', escape = '\"', max_line_size = {longest}, "
            f"buffer_size = {longest}, null_padding = {ragged}, parallel = {not ragged}, new_line = '{new_line}', "
            f"columns = {dict.fromkeys([f'c{position}' for position in range(width)], 'varchar')}))"
        )
        settings = [[part.label for part in parts]]
        settings += [[part.rows_before for part in parts]] if inner != "*" else []
        settings += [[part.modified_at for part in parts], self.state.loaded_at]
        settings += [[escape(str(source)) for source in sources]]
        try:
            rows = self.cursor.execute(select, settings).fetchall()[0][0]
        except duckdb.InvalidInputException:
            raise Unreadable from None
        if cells[0]:
            self._check(into, parts, rows, len(cells) - 1)
        return rows

    def _check(self, into: str, parts: list[Part], rows: int, separators: int) -> None:
        """Raises ``Unreadable`` when rows that DuckDB has read aren't those of the file, or have shifted values."""
        counted = [part.separators for part in parts if part.separators is not None]
        if counted and sum(counted) != rows * separators:
            raise Unreadable
        in_table = {name.lower(): quote(name) for (name, *_) in self.cursor.execute(f"describe {into}").fetchall()}
        strange = [
            f"not regexp_full_match(lower({in_table[column]}), {literal(p.TELL_TALES[column].pattern)})"
            for column, _ in parts[0].tell_tales()
            if column in in_table
        ]
        if strange and self.cursor.execute(
            f"select count(*) from {into} where _loaded_at = ? and list_contains(?, _source_file) "
            f"and ({' or '.join(strange)})",
            [self.state.loaded_at, [part.label for part in parts]],
        ).fetchall() != [(0,)]:  # fmt: skip
            raise Unreadable


def batches(parts: list[Part]) -> Iterator[list[Part]]:
    """The parts in groups: each commit costs time, and a killed load repeats one group."""
    batch, size = [], 0
    for part in parts:
        batch.append(part)
        size += part.end - part.start
        if size >= BATCH or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _reading(part: Part) -> tuple:
    """Parts for which this is equal are read at once."""
    alone = part.label if part.ragged or part.end - part.start > SMALL else ""
    return part.columns, part.delimiter, line_end(part.file, part.start, part.end), alone
