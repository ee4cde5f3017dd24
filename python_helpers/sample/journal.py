"""The export of the sales tables as it is written: rows in the order of their arrival, in bounded memory."""

import marshal
import random
import tempfile
from collections import defaultdict
from pathlib import Path

from python_helpers.sample.people import START, UNITS, USERS, iso, quoted, us

_SYNC = 600  # seconds that the first sync takes
_LATE = 0.05  # of the changes arrive late, by up to a month
_HELD = 100_000  # rows kept in memory before they are laid aside
_ORIGIN = START - 20 * 365 * 86_400  # versions count from here
_DATES = frozenset(
    "birthdate estimatedclosedate actualclosedate duedate datedelivered datefulfilled requestdeliveryby".split()
)  # columns that hold a date without a time


class NotYet(Exception):
    """What would happen after the end of the export."""


class Record:
    """A record and its cells as they are in the CSV.

    ``at`` and ``sink``: when it changed last and when that reached the export; ``latest``: when any of its rows did;
    ``parts``: the records that are deleted with it.
    """

    __slots__ = ("at", "cells", "gone", "guid", "latest", "partition", "parts", "sink", "table")

    def __init__(self, table, guid, cells):
        self.table, self.guid, self.cells = table, guid, cells
        self.parts, self.latest, self.gone = [], 0, False

    def __getitem__(self, column):
        return self.cells[self.table.at[column]]


class Journal:
    """Takes rows in any order and writes them into their files in the order of their Sink times.

    Rows are laid aside in a temporary folder, by ten days or by ten seconds of the first sync, so that memory holds no
    more than one of these of a large export.
    """

    def __init__(self, root):
        self.root, self.periods, self.held, self.count = Path(root), defaultdict(list), 0, 0
        self.folder = None

    def add(self, sink, table, partition, text):
        """Takes a row."""
        self.count += 1
        self.held += 1
        period = sink // 864_000 if sink > START + _SYNC else (sink - START - _SYNC) // 10
        self.periods[period].append((sink, self.count, table, partition, text))
        if self.held >= _HELD:
            self._lay_aside()

    def _lay_aside(self):
        self.folder = self.folder or tempfile.TemporaryDirectory(prefix="c360-sample-")
        for period, rows in self.periods.items():
            with Path(self.folder.name, str(period)).open("ab") as file:
                marshal.dump(rows, file)
        self.periods, self.held = defaultdict(list, {period: [] for period in self.periods}), 0

    def _rows(self, period):
        rows = self.periods[period]
        path = self.folder and Path(self.folder.name, str(period))
        if path and path.exists():
            with path.open("rb") as file:
                while file.peek(1):
                    rows = marshal.load(file) + rows
        return sorted(rows)

    def close(self):
        """Writes the files."""
        files = {}
        for period in sorted(self.periods):
            for _, _, table, partition, text in self._rows(period):
                file = files.get((table, partition))
                if file is None:
                    path = self.root / table / f"{partition}.csv"
                    file = files[table, partition] = path.open("ab", buffering=1 << 16)
                file.write(text.encode())
            del self.periods[period][:]
        for file in files.values():
            file.close()
        if self.folder:
            self.folder.cleanup()


class Dataverse:
    """Creates, changes and deletes records of the sales tables, and exports a row for each.

    Rows come late, twice, or with an Id in upper case now and then, as they do in real exports. ``end`` is the time
    after which nothing happens: whoever asks for it gets ``NotYet``.
    """

    def __init__(self, root, tables, seed, end):
        self.tables = {table.name: table for table in tables}
        self.journal, self.end = Journal(root), end
        rng = random.Random(f"{seed} sales tables")
        self.random, self.bits = rng.random, rng.getrandbits
        self.formats = {table.name: [*map(_format(table), table.types)] for table in tables}
        self.blank = {table.name: [_BLANK.get(kind, "") for kind in table.types.values()] for table in tables}
        for table in tables:
            (Path(root) / table.name).mkdir()
            self.blank[table.name][-1] = ""
            for column, kind in (("ownerid", '"systemuser"'), ("owningbusinessunit", '"businessunit"')):
                self.blank[table.name][table.at[f"{column}_entitytype"]] = kind
            for column in ("createdby", "modifiedby"):
                self.blank[table.name][table.at[f"{column}_entitytype"]] = '"systemuser"'

    def pick(self, pool):
        """One of the pool."""
        return pool[int(self.random() * len(pool))]

    def guid(self):
        """A new Id."""
        text = f"{self.bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def create(self, name, at, /, **values):
        """A new record, created at ``at``; those older than the export reach it with the first sync."""
        if at > self.end:
            raise NotYet
        table, guid = self.tables[name], self.guid()
        record = Record(table, guid, self.blank[name][:])
        user, owner, unit = self.pick(USERS), self.pick(USERS), self.pick(UNITS)
        record.at, record.sink = at, self._sink(at)
        cells, place = record.cells, table.at
        cells[0] = cells[place[table.key]] = guid
        cells[1] = us(record.sink)
        cells[place["createdby"]], cells[place["createdbyname"]] = user
        cells[place["ownerid"]], cells[place["owneridname"]] = owner
        cells[place["owningbusinessunit"]] = unit[0]
        cells[place["modifiedby"]] = user[0]
        cells[place["createdon"]] = iso(at, "+00:00")
        if at < START:
            cells[place["importsequencenumber"]], cells[place["overriddencreatedon"]] = "1", iso(at)
        record.partition = cells[place["createdon"]][1:5]
        self._set(record, values)
        self._export(record, record.sink)
        return record

    def change(self, record, at, /, **values):
        """The record changes at ``at``, or a second after its last change when that is later."""
        at = max(at, record.at + 1)
        if at > self.end:
            raise NotYet
        record.at, cells, place = at, record.cells, record.table.at
        sink, late = max(self._sink(at), record.sink), self.random()
        self._set(record, values)
        cells[place["modifiedby"]] = self.pick(USERS)[0]
        if late < _LATE:  # arrives after what comes later
            self._export(record, min(sink + int(late / _LATE * 30 * 86_400), self.end + 5 * 3600))
        else:
            record.sink = sink
            self._export(record, sink)

    def delete(self, record, at):
        """A delete as Synapse Link writes it: nearly empty, created in year 1, and often without a version.

        The record's parts go first.
        """
        for part in record.parts:
            if not part.gone:
                self.delete(part, at)
            at = max(at, part.at)
        at = max(at, record.at + 1)
        if at > self.end:
            raise NotYet
        record.gone, record.at, record.sink = True, at, max(self._sink(at), record.latest)
        place, cells = record.table.at, [""] * len(record.cells)
        cells[0], cells[1], cells[2], cells[-1] = record.guid, record.cells[1], us(record.sink), "True"
        cells[place["versionnumber"]] = self._version(at) if self.random() < 0.5 else ""
        cells[place["createdon"]] = '"0001-01-03T00:00:00.0000000"'
        self.journal.add(record.sink, record.table.name, "1", ",".join(cells) + "\r\n")

    def _sink(self, at):
        return int(at + self.random() * 90 if at >= START else START + self.random() * _SYNC)

    def _version(self, at):
        return str((at - _ORIGIN) * 1000 + self.journal.count % 1000)

    def _set(self, record, values):
        cells, place, formats = record.cells, record.table.at, self.formats[record.table.name]
        for column, value in values.items():
            at = place[column]
            if isinstance(value, Record):
                cells[at], cells[at + 1] = value.guid, f'"{value.table.name}"'
            else:
                cells[at] = "" if value is None else formats[at](value)

    def _export(self, record, sink):
        cells, place, chance = record.cells, record.table.at, self.random()
        cells[2], cells[place["modifiedon"]] = us(sink), iso(record.at)
        cells[place["versionnumber"]] = self._version(record.at)
        text = ",".join(cells) + "\r\n"
        if chance < 0.015:
            text = record.guid.upper() + text[len(record.guid) :]
        self.journal.add(sink, record.table.name, record.partition, text)
        if chance > 0.99:  # written again, or exported again with a newer Sink time
            if chance > 0.995:
                sink += 3600
                cells[2] = us(sink)
                text = ",".join(cells) + "\r\n"
            self.journal.add(sink, record.table.name, record.partition, text)
        record.latest = max(record.latest, sink)


_BLANK = {"boolean": "False"}


def _format(table):
    """How a value of a column is written: a function of the column's name."""

    def choose(column):
        kind = table.types[column]
        if kind == "string":
            return quoted
        if column in _DATES:
            return lambda seconds: iso(seconds - seconds % 86_400, "")
        if kind in ("dateTime", "dateTimeOffset"):
            return iso
        if kind == "decimal":
            form = f".{table.scales[column]}f"
            return lambda number: format(number, form)
        return str

    return choose
