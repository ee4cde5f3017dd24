"""Makes a Synapse Link export, and a finance file, of people who don't exist: the sample, and load for benchmarks.

The layout is the classic append-only CSV of Azure Synapse Link for Dataverse: ``model.json`` at the root, no header in
the CSV files, a row for each change, in the file of the year in which the record was created
(learn.microsoft.com, power-apps/maker/data-platform: azure-synapse-link-data-lake, azure-synapse-link-choice-labels and
export-data-lake-faq; rows of deletes as in SneaksAndData/arcane-stream-microsoft-synapse-link, SynapseMetadata.scala).
The data are as people type them: many notations, some mistakes, and some rows that no reader can use.
"""

import csv
import heapq
import random
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from python_helpers.sample.people import (
    BIRTHS,
    BY_SPELLING,
    COUNTRIES,
    EMAILS,
    GENDERS,
    HOSTS,
    PHONES,
    PLAIN,
    START,
    STREETS,
    TESTS,
    TYPOS,
    UNITS,
    USERS,
    iso,
    plain,
    quoted,
    seconds,
    us,
)
from python_helpers.sample.tables import CONTAINER, CUSTOMER, SALES_TABLES, write_metadata
from python_helpers.sample.world import TRUTH, Acquaintances, Truth, World

TABLE = CUSTOMER.name
FINANCE = Path("finance", "customer_finance.csv")
TYPES = CUSTOMER.types
COLUMNS = list(TYPES)
_QUOTED = [kind in ("string", "dateTime", "dateTimeOffset") for kind in TYPES.values()]
_AT = {column.removeprefix("crc33_"): place for place, column in enumerate(COLUMNS)}
_VERSION, _CREATED, _MODIFIED = _AT["versionnumber"], _AT["createdon"], _AT["modifiedon"]
_MOST_ACTIVE = 100_000  # records that may change again; the others stay as they are, which bounds the memory


class _Dataverse:
    """Records that live, and their rows: each event changes a record and writes what Synapse Link would export.

    A record is the list of its cells, as they stand in the CSV. ``live`` and ``gone`` are records that may change;
    ``sink`` is the time, in seconds, at which rows reach the export now. ``truth`` learns whose each new record is.
    """

    def __init__(self, table_folder, seed, version, number, truth, acquaintances=None):
        self.folder, self.version, self.number = table_folder, version, number
        self.random = random.Random(seed).random
        self.bits = random.Random(seed + 1).getrandbits
        self.live, self.gone, self.files, self.later = [], [], {}, []
        self.written = self.sink = self.postponed = 0
        self.truth, self.acquaintances, self.facts = truth, acquaintances, {}
        self.others, self.twins = {}, {}  # Id or number of a record: number of its person, when that isn't the cid's

    def pick(self, pool):
        return pool[int(self.random() * len(pool))]

    def filled(self, pattern):
        """The pattern with a digit for each # and a letter for each ?."""
        digits = pattern.count("#")
        parts = pattern.split("#")
        number = f"{int(self.random() * 10**digits):0{digits}}" if digits else ""
        text = "".join(part + digit for part, digit in zip(parts, number, strict=False)) + parts[-1]
        while "?" in text:
            text = text.replace("?", self.pick("ABDEFGHJLNPQRSTUWXYZ"), 1)
        return text

    def guid(self):
        text = f"{self.bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def next_version(self):
        self.version += 1 + int(self.random() * 40)
        return str(self.version)

    def put(self, partition, line):
        file = self.files.get(partition)
        if file is None:
            path = self.folder / f"{partition}.csv"
            file = self.files[partition] = path.open("ab", buffering=1 << 20)
        file.write(line.encode())
        self.written += 1

    def write(self, cells):
        """Writes the row now, with the Id in upper case now and then; returns its partition and its text."""
        cells[_AT["SinkModifiedOn"]] = us(self.sink)
        text = ",".join(cells) + "\r\n"
        if self.random() < 0.03:
            text = cells[0].upper() + text[len(cells[0]) :]
        line = (cells[_CREATED][1:5].lstrip("0"), text)
        self.put(*line)
        return line

    def write_later(self, row):
        """``row``: the cells of a row that gets the Sink time of then, or a written line to repeat as it is."""
        self.postponed += 1
        heapq.heappush(self.later, (self.written + 2 + int(self.random() * 60), self.postponed, row))

    def write_due(self, everything=False):
        while self.later and (everything or self.later[0][0] <= self.written):
            row = heapq.heappop(self.later)[2]
            self.put(*row) if isinstance(row, tuple) else self.write(row)

    def close(self):
        self.write_due(everything=True)
        for file in self.files.values():
            file.close()

    def name_cells(self, cells, first, last):
        """crc33_name, crc33_firstname and crc33_lastname, now and then in another writing."""
        full, way = f"{first} {last}", self.random() * 100
        if way < 3:
            full, first, last = full.upper(), first.upper(), last.upper()
        elif way < 6:
            full, first, last = full.lower(), first.lower(), last.lower()
        elif way < 8:
            full, first, last = f" {first}  {last} ", f" {first}", f"{last}  "
        elif way < 8.4:
            full = f"{last.upper()}, {first}"
        elif way < 9:
            full = f'{first} "{first[:3]}" {last}'
        elif way < 10:
            full = None
        elif way < 11:
            first, last = (None, None) if way < 10.5 else ("", "")
        at = _AT["name"]
        cells[at : at + 3] = quoted(full), quoted(first), quoted(last)

    def email_cell(self, cells, first, last):
        number = cells[_AT["cid"]].strip('"')[3:].lstrip("0")
        name = f"{PLAIN.get(first) or plain(first)}.{PLAIN.get(last) or plain(last)}{number}"
        form, host = self.pick(EMAILS), self.pick(HOSTS)
        address = f"{name}@{host}"
        self.facts["email"] = address
        cells[_AT["email"]] = quoted(form and form.format(a=address, u=address.upper(), l=name, h=host))

    def phone_cell(self, cells, country):
        form, number, trunk = self.pick(PHONES), self.filled(self.pick(country.phones)), country.trunk
        self.facts["phone"] = number
        abroad = "1-" if country.calling == "1" else f"00{country.calling} "
        parts = {"x": number[:3], "y": number[3:6], "z": number[6:], "o": trunk and f"({trunk})", "i": abroad}
        cells[_AT["telephone"]] = quoted(form and form.format(c=country.calling, t=trunk, n=number, **parts))

    def birth_cell(self, cells):
        form = self.pick(BIRTHS)
        self.facts["birth"] = birth = form and 713_000 + int(self.random() * 20_000)
        cells[_AT["dateofbirth"]] = quoted(form and form.format(date.fromordinal(birth)))

    def address_cells(self, cells, country):
        """crc33_country to crc33_streetaddress."""
        (city, state, postcode), form, way = self.pick(country.cities), self.pick(STREETS), self.random() * 100
        street = form and self.pick(country.streets).format(1 + int(self.random() * 190))
        name = country.spellings[int(self.random() ** 2 * len(country.spellings))]
        postcode = self.filled(postcode)
        self.facts.update(street=street, city=city, state=state, postcode=postcode)
        street = form and form.format(street)
        if way < 5:
            postcode = postcode.lower()
        elif way < 8:
            postcode = f" {postcode} " if way < 7 else None
        elif way < 10:
            city = city.upper() if way < 9 else city.lower()
        elif way < 13:
            name = TYPOS.get(name, name)
        elif way < 14:
            name = self.pick(["Atlantis", "Neverland", "??", "", None])
        at = _AT["country"]
        cells[at : at + 5] = map(quoted, (name, city, state or None, postcode, street))

    def create(self, at, created=None):
        """A new record, created at ``created`` when it is older than the export; returns its country."""
        self.number += 1
        number, country, guid, chance = self.number, self.pick(COUNTRIES), self.guid(), self.random()
        user, owner, unit = self.pick(USERS), self.pick(USERS), self.pick(UNITS)
        gender = "d" if self.random() < 0.06 else "f" if self.random() < 0.52 else "m"
        first, last = self.pick(country.men if gender == "m" else country.women), self.pick(country.families)
        if number % 331 == 7:
            first, last = self.pick(TESTS)
        self.facts = {"first": first, "last": last, "gender": gender, "country": country}
        cells = [""] * len(COLUMNS)
        method = str(1 + int(chance * 5.4)) if chance < 0.92 else "" if chance < 0.98 else self.pick(["7", "99"])
        cells[:6] = guid, us(self.sink), "", "0", "1", method
        cells[6:12] = user[0], '"systemuser"', user[0], '"systemuser"', owner[0], '"systemuser"'
        cells[12:16] = unit[0], '"businessunit"', guid, f'"CID{number:07}"'
        if number % 317 == 0 and self.live:  # a number that another live record has already
            shared = self.pick(self.live)[_AT["cid"]]
            cells[_AT["cid"]] = shared if number % 2 else shared.lower()
            self.others[guid] = number
        if number % 97 == 0 and self.live:  # a person who is there already, under another number
            twin = self.pick(self.live)
            self.others[guid] = self.twins[number] = self.person(twin)
            cells[_AT["name"] : _AT["createdbyname"]] = twin[_AT["name"] : _AT["createdbyname"]]
        else:
            self.name_cells(cells, first, last)
            cells[_AT["gender"]] = quoted(self.pick(GENDERS[gender]))
            self.email_cell(cells, first, last)
            self.phone_cell(cells, country)
            self.address_cells(cells, country)
            self.birth_cell(cells)
        self.tell(guid, number, (first, last) in TESTS)
        cells[_AT["createdbyname"] : _AT["importsequencenumber"]] = user[1], user[1], owner[1], '"systemuser"', unit[1]
        if created is not None:
            cells[_AT["importsequencenumber"]], cells[_AT["overriddencreatedon"]] = "1", iso(created)
        cells[_AT["timezoneruleversionnumber"]] = "4" if chance < 0.5 else ""
        cells[_VERSION], cells[_MODIFIED], cells[-1] = self.next_version(), iso(at), "" if chance < 0.9 else "False"
        cells[_CREATED] = iso(at if created is None else created, "+00:00")
        self.write(cells)
        if len(self.live) < _MOST_ACTIVE:
            self.live.append(cells)
        else:
            self.live[int(self.random() * _MOST_ACTIVE)] = cells
        return country

    def person(self, cells):
        """The number of the record's person."""
        return self.others.get(cells[0]) or int(cells[_AT["cid"]][4:-1])

    def tell(self, guid, number, is_test):
        """Writes whose the new record is, and lets the other tables know people who are new."""
        person = self.others.get(guid, number)
        self.truth.add(TABLE, guid, f"P{person:07}")
        if self.acquaintances and not is_test and number not in self.twins:
            self.acquaintances.meet(f"P{person:07}", number, self.facts)

    def change(self, cells, at):
        """Changes one thing of the record, or nothing but who changed it, without writing the row."""
        home, what = BY_SPELLING.get(cells[_AT["country"]]) or self.pick(COUNTRIES), self.random()
        first, last = (cells[_AT[name]][1:-1].replace('""', '"').strip() for name in ("firstname", "lastname"))
        if what < 0.25 and first and last:
            self.email_cell(cells, first, last)
        elif what < 0.45:
            self.phone_cell(cells, home)
        elif what < 0.60:
            self.address_cells(cells, home if what < 0.57 else self.pick(COUNTRIES))
        elif what < 0.75:
            cells[_AT["preferredcontactmethod"]] = str(1 + int(self.random() * 5))
        elif what < 0.83:
            cells[3:5] = ("1", "2") if cells[3] == "0" else ("0", "1")
        elif what < 0.88 and first and last:
            self.name_cells(cells, first.title() if first.isupper() else first, self.pick(home.families))
        elif what < 0.93:
            self.birth_cell(cells)
        cells[_AT["modifiedby"]], cells[_AT["modifiedbyname"]] = self.pick(USERS)
        cells[_VERSION], cells[_MODIFIED] = self.next_version(), iso(at)

    def delete(self, guid, sink_created):
        """A delete as Synapse Link writes it: nearly empty, created in year 1, and often without a version."""
        cells, version = [""] * len(COLUMNS), self.next_version()
        cells[0], cells[1], cells[-1] = guid, sink_created, "True"
        cells[_VERSION] = version if self.random() < 0.5 else ""
        cells[_CREATED] = '"0001-01-03T00:00:00.0000000"'
        self.write(cells)

    def event(self, at, replays=True):
        """Something happens to a record that is there; ``replays`` lets written rows be written again as well."""
        what, place = self.random(), int(self.random() * len(self.live))
        cells = self.live[place]
        if what < 0.002:  # created and deleted between two exports: only the delete is seen
            self.delete(self.guid(), us(self.sink))
        elif what < 0.09 and len(self.live) > 1:
            if what < 0.02:  # changed and deleted within one second
                self.change(cells, at)
                self.write(cells)
            self.delete(cells[0], cells[1])
            self.live[place] = self.live[-1]
            self.live.pop()
            if len(self.gone) < _MOST_ACTIVE:
                self.gone.append(cells)
        elif what < 0.13 and self.gone:
            cells = self.gone.pop(int(self.random() * len(self.gone)))
            cells[_VERSION], cells[_MODIFIED] = self.next_version(), iso(at)
            self.write(cells)
            self.live.append(cells)
        elif what < 0.17:  # the older version arrives after the newer
            self.change(cells, at)
            self.write_later(cells[:])
            self.change(cells, at + 1)
            self.write(cells)
        elif what < 0.21 and replays:  # exported again: same version, newer Sink time
            self.write(cells)
        else:
            self.change(cells, at)
            line = self.write(cells)
            if what < 0.25 and replays:
                self.put(*line)
            elif what < 0.29 and replays:
                self.write_later(line)


def generate(folder, customers=2000, changes=None, seed=360, as_of=date(2026, 10, 31), contacts=None):
    """Writes an export under ``folder/dataverse-contoso-org`` and the file ``folder/finance/customer_finance.csv``.

    ``customers`` records are created, a tenth of them before the export began in 2021; the table gets about ``changes``
    rows (1.7 a customer unless told), none later than the day ``as_of``. Same arguments, same bytes.
    The tables of Dynamics 365 Sales get about ``contacts`` contacts (a twelfth of the customers unless told) and what
    goes with so many; with 0 there is none of these tables. The customers and the finance file stay the same bytes.
    Beside the export, ``folder/truth/person_records.csv`` tells which records are the same person's.
    Raises ``ValueError`` for numbers that make no sense, ``FileExistsError`` when an export is there already.
    """
    changes = int(customers * 1.7) if changes is None else changes
    if customers < 1:
        raise ValueError(f"customers is {customers}; an export needs at least 1.")
    contacts = max(customers // 12, 1) if contacts is None else contacts
    if contacts < 0:
        raise ValueError(f"contacts is {contacts}; 0 leaves out the tables of Dynamics 365 Sales.")
    if changes < customers:
        raise ValueError(f"changes is {changes}, but each of the {customers} customers needs a row of its own.")
    end = int(datetime(as_of.year, as_of.month, as_of.day, 20, tzinfo=UTC).timestamp())
    if end < START + 86_400:
        raise ValueError(f"as_of is {as_of}; the export begins on 2021-01-01, so it must be later.")
    root, finance = Path(folder, CONTAINER), Path(folder, FINANCE)
    for path in (root, finance, Path(folder, TRUTH)):
        if path.exists():
            raise FileExistsError(f"{path} is there already. Delete it first, or choose another folder.")
    (root / TABLE).mkdir(parents=True)
    finance.parent.mkdir(parents=True, exist_ok=True)
    truth = Truth(folder)
    acquaintances = Acquaintances(customers, contacts, seed) if contacts else None
    world = _Dataverse(root / TABLE, seed, version=4_000_000, number=0, truth=truth, acquaintances=acquaintances)
    without_id = [changes // 4, changes // 2, changes * 3 // 4]  # rows that nobody can use
    countries = []
    early = customers // 10
    while world.written < changes or len(countries) < customers:
        if len(countries) < early:
            world.sink = START + 600 * len(countries) // early
            created = START - 3600 - int(world.random() * 4 * 365 * 86_400)
            countries.append(world.create(created + int(world.random() * (START - 3600 - created)), created))
            continue
        at = START + 3600 + int((end - START - 7200) * min((world.written + world.random()) / changes, 1))
        world.sink = max(world.sink, at + int(world.random() * 90))
        if world.random() * 0.93 * (changes - world.written) < customers - len(countries) or not world.live:
            countries.append(world.create(at))
        else:
            world.event(at)
        if without_id and world.written >= without_id[0]:
            without_id.pop(0)
            row = world.pick(world.live)[:]
            row[0] = row[_AT["customerid"]] = ""
            world.write(row)
        world.write_due()
    world.close()
    if contacts:
        World(root, truth, seed, end, contacts, customers, acquaintances).tell()
    write_metadata(root, [CUSTOMER, *SALES_TABLES] if contacts else [CUSTOMER])
    _write_finance(finance, countries, seed, as_of, truth, world.twins)
    truth.close()


def append_changes(folder, changes, seed):
    """Appends about ``changes`` rows (updates, creates, deletes, records that come back) to the export in ``folder``.

    ``folder`` is what ``generate`` got. Bytes are only added at the end of the partition files; versions and Sink times
    are newer than any before, within a quarter of an hour. The partition of a new year isn't entered in model.json,
    which lags behind in real exports too. Only the customers change; new ones are entered in the truth.
    Raises ``ValueError`` when ``changes`` < 1, ``FileNotFoundError`` when there is no export.
    """
    if changes < 1:
        raise ValueError(f"changes is {changes}; append at least 1.")
    table = Path(folder, CONTAINER, TABLE)
    files = sorted(table.glob("*.csv"))
    if not files:
        raise FileNotFoundError(f"{table} holds no CSV files; make an export with generate() first.")
    rows = sum(file.stat().st_size for file in files) // 600
    one_of = max(1, rows // min(max(2 * changes, 1000), _MOST_ACTIVE))  # this part of the records is kept in memory
    version = number = 0
    last_sink, newest, deleted = START, {}, {}
    for file in files:
        row = None
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                version = max(version, int(row[_VERSION] or 0))
                number = max(number, int(row[_AT["cid"]][3:] or 0))
                key = row[0].lower()
                if not key or zlib.crc32(key.encode()) % one_of:
                    continue
                if row[-1] == "True":
                    deleted[key] = max(deleted.get(key, 0), seconds(row[_AT["SinkModifiedOn"]]))
                elif key not in newest or int(newest[key][_VERSION]) < int(row[_VERSION]):
                    newest[key] = row
        if row:
            last_sink = max(last_sink, seconds(row[_AT["SinkModifiedOn"]]))
    truth = Truth(folder)
    world = _Dataverse(table, seed, version, number, truth)
    world.others = _people_of_others(folder, newest)
    for key, row in newest.items():
        cells = [quoted(cell) if is_text and cell else cell for cell, is_text in zip(row, _QUOTED, strict=True)]
        gone = key in deleted and deleted[key] >= seconds(row[_AT["SinkModifiedOn"]])
        (world.gone if gone else world.live).append([key, *cells[1:]])
    while world.written < changes:
        at = last_sink + 300 + 600 * world.written // changes
        world.sink = max(world.sink, at + 1)
        if world.random() < 0.2 or not world.live:
            world.create(at)
        else:
            world.event(at, replays=False)
        world.write_due()
    world.close()
    truth.close()


def _people_of_others(folder, keys):
    """Of the customers with these Ids, the numbers of their people."""
    with Path(folder, TRUTH).open(encoding="utf-8", newline="") as stream:
        return {key: int(person[1:]) for table, key, person in csv.reader(stream) if table == TABLE and key in keys}


_FINANCE_SLIPS = [
    {1: "n/a"}, {2: "12,5"}, {1: "-250.00"}, {3: "EUR 5"}, {5: "31.13.2026"}, {5: "2026/10/31"}, {4: "Dollar"},
    {1: " 42000.50 "}, {0: "lower"}, {2: ""}, {0: "blank"}, {4: "eur"}, {3: ""}, {0: "twice"}, {5: ""}, {4: ""},
]  # fmt: skip


def _write_finance(path, countries, seed, as_of, truth, twins):
    """The finance CSV: a row for nine customers in ten, records end in CR alone, every 50th row has a slip.

    ``truth`` learns whose they are; ``twins`` maps numbers of customers who are there twice to the person's number.
    """
    rng = random.Random(seed + 2)
    lines = ["cid,income,spend,credit_limit,currency,as_of_date"]

    def put(cells):
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))

    for number, country in enumerate(countries, start=1):
        chance, share = rng.random(), rng.random()
        if chance < 0.10:
            continue
        income = rng.lognormvariate(10.6, 0.5) * country.rate
        spend = income * (share * 0.7 + 0.03 if share < 0.97 else 1.0 + (share - 0.97) * 10)
        limit = round(income * (0.2 + rng.random() * 0.9), -2)
        truth.add("customer_finance", f"CID{number:07}", f"P{twins.get(number, number):07}")
        cells = [f"CID{number:07}", f"{income:.2f}", f"{spend:.2f}", f"{limit:.2f}", country.currency, f"{as_of}"]
        if chance < 0.112:  # an older row of the same customer
            put([*cells[:2], f"{spend * 0.8:.2f}", *cells[3:5], f"{as_of - timedelta(days=92)}"])
        elif chance < 0.148:  # a row that no customer has
            put([f"CID9{number:06}", *cells[1:]])
            truth.add("customer_finance", f"CID9{number:06}", f"F{number:07}")
        if number in (40, 80):
            put(["", *cells[1:]])
        if len(lines) % 50 == 25:
            for place, slip in _FINANCE_SLIPS[len(lines) // 50 % len(_FINANCE_SLIPS)].items():
                if slip == "twice":
                    put(cells)
                else:
                    cells[place] = {"lower": cells[0].lower(), "blank": f" {cells[0]}  "}.get(slip, slip)
        put(cells)
    path.write_bytes("".join(f"{line}\r" for line in lines).encode())
