"""The customers of the custom table: they are created, change, are deleted and come back."""

import heapq
import random

from python_helpers.sample.customer_cells import AT, COLUMNS, Cells
from python_helpers.sample.people import BY_SPELLING, COUNTRIES, GENDERS, TESTS, UNITS, USERS, iso, quoted, us
from python_helpers.sample.tables import CUSTOMER

TABLE = CUSTOMER.name
VERSION, CREATED, MODIFIED = AT["versionnumber"], AT["createdon"], AT["modifiedon"]
MOST_ACTIVE = 100_000  # records that may change again; the others stay as they are, which bounds the memory


class ChangeLog:
    """The files of the table, a row for each change; ``sink`` is the time, in seconds, at which rows reach it now."""

    def __init__(self, folder, random):
        self.folder, self.random = folder, random
        self.files, self.later = {}, []
        self.written = self.sink = self.postponed = 0

    def put(self, partition, line):
        """Writes a line into the file of a partition."""
        file = self.files.get(partition)
        if file is None:
            path = self.folder / f"{partition}.csv"
            file = self.files[partition] = path.open("ab", buffering=1 << 20)
        file.write(line.encode())
        self.written += 1

    def write(self, cells):
        """Writes the row now, with the Id in upper case now and then; returns its partition and its text."""
        cells[AT["SinkModifiedOn"]] = us(self.sink)
        text = ",".join(cells) + "\r\n"
        if self.random() < 0.03:
            text = cells[0].upper() + text[len(cells[0]) :]
        line = (cells[CREATED][1:5].lstrip("0"), text)
        self.put(*line)
        return line

    def write_later(self, row):
        """``row``: the cells of a row that gets the Sink time of then, or a written line to repeat as it is."""
        self.postponed += 1
        heapq.heappush(self.later, (self.written + 2 + int(self.random() * 60), self.postponed, row))

    def write_due(self, everything=False):
        """Writes the rows that were put off until now, or all of them."""
        while self.later and (everything or self.later[0][0] <= self.written):
            row = heapq.heappop(self.later)[2]
            self.put(*row) if isinstance(row, tuple) else self.write(row)

    def close(self):
        """Writes what is left, and closes the files."""
        self.write_due(everything=True)
        for file in self.files.values():
            file.close()


class Customers:
    """Records that live, and their rows: each event changes a record and writes what Synapse Link would export.

    A record is the list of its cells as they are in the CSV. ``live`` and ``gone`` are records that may change.
    ``truth`` learns whose each new record is.
    """

    def __init__(self, table_folder, seed, version, number, truth, acquaintances=None):
        self.version, self.number = version, number
        self.random = random.Random(seed).random
        self.bits = random.Random(seed + 1).getrandbits
        self.typed, self.log = Cells(self.random), ChangeLog(table_folder, self.random)
        self.pick = self.typed.pick
        self.live, self.gone = [], []
        self.truth, self.acquaintances = truth, acquaintances
        self.others, self.twins = {}, {}  # Id or number of a record: number of its person, when that isn't the cid's

    def guid(self):
        """A new Id."""
        text = f"{self.bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def next_version(self):
        """A version above all before."""
        self.version += 1 + int(self.random() * 40)
        return str(self.version)

    def create(self, at, created=None):
        """A new record, created at ``created`` when it is older than the export; returns its country."""
        self.number += 1
        number, country, guid, chance = self.number, self.pick(COUNTRIES), self.guid(), self.random()
        user, owner, unit = self.pick(USERS), self.pick(USERS), self.pick(UNITS)
        gender = "d" if self.random() < 0.06 else "f" if self.random() < 0.52 else "m"
        first, last = self.pick(country.men if gender == "m" else country.women), self.pick(country.families)
        if number % 331 == 7:
            first, last = self.pick(TESTS)
        self.typed.facts = {"first": first, "last": last, "gender": gender, "country": country}
        cells = [""] * len(COLUMNS)
        method = str(1 + int(chance * 5.4)) if chance < 0.92 else "" if chance < 0.98 else self.pick(["7", "99"])
        cells[:6] = guid, us(self.log.sink), "", "0", "1", method
        cells[6:12] = user[0], '"systemuser"', user[0], '"systemuser"', owner[0], '"systemuser"'
        cells[12:16] = unit[0], '"businessunit"', guid, f'"CID{number:07}"'
        if number % 317 == 0 and self.live:
            self.random()  # without this roll, all later values would be others
            cells[AT["cid"]] = cells[AT["cid"]].lower()
        if number % 97 == 0 and self.live:  # a person who is there already, under another number
            twin = self.pick(self.live)
            self.others[guid] = self.twins[number] = self.person(twin)
            cells[AT["name"] : AT["createdbyname"]] = twin[AT["name"] : AT["createdbyname"]]
        else:
            self.typed.name(cells, first, last)
            cells[AT["gender"]] = quoted(self.pick(GENDERS[gender]))
            self.typed.email(cells, first, last)
            self.typed.phone(cells, country)
            self.typed.address(cells, country)
            self.typed.birth(cells)
        self.introduce(guid, number, (first, last) in TESTS)
        cells[AT["createdbyname"] : AT["importsequencenumber"]] = user[1], user[1], owner[1], '"systemuser"', unit[1]
        if created is not None:
            cells[AT["importsequencenumber"]], cells[AT["overriddencreatedon"]] = "1", iso(created)
        cells[AT["timezoneruleversionnumber"]] = "4" if chance < 0.5 else ""
        cells[VERSION], cells[MODIFIED], cells[-1] = self.next_version(), iso(at), "" if chance < 0.9 else "False"
        cells[CREATED] = iso(at if created is None else created, "+00:00")
        self.log.write(cells)
        if len(self.live) < MOST_ACTIVE:
            self.live.append(cells)
        else:
            self.live[int(self.random() * MOST_ACTIVE)] = cells
        return country

    def person(self, cells):
        """The number of the record's person."""
        return self.others.get(cells[0]) or int(cells[AT["cid"]][4:-1])

    def introduce(self, guid, number, is_test):
        """Writes whose the new record is, and lets the other tables know people who are new."""
        person = self.others.get(guid, number)
        self.truth.add(TABLE, guid, f"P{person:07}")
        if self.acquaintances and not is_test and number not in self.twins:
            self.acquaintances.meet(f"P{person:07}", number, self.typed.facts)

    def change(self, cells, at):
        """Changes one thing of the record, or nothing but who changed it, without writing the row."""
        home, what = BY_SPELLING.get(cells[AT["country"]]) or self.pick(COUNTRIES), self.random()
        first, last = (cells[AT[name]][1:-1].replace('""', '"').strip() for name in ("firstname", "lastname"))
        if what < 0.25 and first and last:
            self.typed.email(cells, first, last)
        elif what < 0.45:
            self.typed.phone(cells, home)
        elif what < 0.60:
            self.typed.address(cells, home if what < 0.57 else self.pick(COUNTRIES))
        elif what < 0.75:
            cells[AT["preferredcontactmethod"]] = str(1 + int(self.random() * 5))
        elif what < 0.83:
            cells[3:5] = ("1", "2") if cells[3] == "0" else ("0", "1")
        elif what < 0.88 and first and last:
            self.typed.name(cells, first.title() if first.isupper() else first, self.pick(home.families))
        elif what < 0.93:
            self.typed.birth(cells)
        cells[AT["modifiedby"]], cells[AT["modifiedbyname"]] = self.pick(USERS)
        cells[VERSION], cells[MODIFIED] = self.next_version(), iso(at)

    def delete(self, guid, sink_created):
        """A delete as Synapse Link writes it: nearly empty, created in year 1, and often without a version."""
        cells, version = [""] * len(COLUMNS), self.next_version()
        cells[0], cells[1], cells[-1] = guid, sink_created, "True"
        cells[VERSION] = version if self.random() < 0.5 else ""
        cells[CREATED] = '"0001-01-03T00:00:00.0000000"'
        self.log.write(cells)

    def event(self, at, replays=True):
        """Something happens to a record that is there; ``replays`` lets written rows be written again as well."""
        what, place = self.random(), int(self.random() * len(self.live))
        cells = self.live[place]
        if what < 0.002:  # created and deleted between two exports: only the delete is seen
            self.delete(self.guid(), us(self.log.sink))
        elif what < 0.09 and len(self.live) > 1:
            if what < 0.02:  # changed and deleted within one second
                self.change(cells, at)
                self.log.write(cells)
            self.delete(cells[0], cells[1])
            self.live[place] = self.live[-1]
            self.live.pop()
            if len(self.gone) < MOST_ACTIVE:
                self.gone.append(cells)
        elif what < 0.13 and self.gone:
            cells = self.gone.pop(int(self.random() * len(self.gone)))
            cells[VERSION], cells[MODIFIED] = self.next_version(), iso(at)
            self.log.write(cells)
            self.live.append(cells)
        elif what < 0.17:  # the older version arrives after the newer
            self.change(cells, at)
            self.log.write_later(cells[:])
            self.change(cells, at + 1)
            self.log.write(cells)
        elif what < 0.21 and replays:  # exported again: same version, newer Sink time
            self.log.write(cells)
        else:
            self.change(cells, at)
            line = self.log.write(cells)
            if what < 0.25 and replays:
                self.log.put(*line)
            elif what < 0.29 and replays:
                self.log.write_later(line)
