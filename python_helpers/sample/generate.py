"""Makes a Synapse Link export, and a finance file, of people who don't exist: the sample, and load for benchmarks.

The layout is the classic append-only CSV of Azure Synapse Link for Dataverse: ``model.json`` at the root, no header in
the CSV files, a row for each change, in the file of the year in which the record was created
(learn.microsoft.com, power-apps/maker/data-platform: azure-synapse-link-data-lake, azure-synapse-link-choice-labels and
export-data-lake-faq; rows of deletes as in SneaksAndData/arcane-stream-microsoft-synapse-link, SynapseMetadata.scala).
The data are as people type them: many notations, some mistakes, and some rows that no reader can use.
"""

import csv
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

from python_helpers.sample.customer_cells import AT
from python_helpers.sample.customers import MOST_ACTIVE, TABLE, VERSION, Customers
from python_helpers.sample.finance import write_finance
from python_helpers.sample.people import START, quoted, seconds
from python_helpers.sample.population import Acquaintances
from python_helpers.sample.tables import CONTAINER, CUSTOMER, SALES_TABLES, write_metadata
from python_helpers.sample.truth import TRUTH, Truth
from python_helpers.sample.world import write_sales

FINANCE = Path("finance", "customer_finance.csv")
_QUOTED = [kind in ("string", "dateTime", "dateTimeOffset") for kind in CUSTOMER.types.values()]


def generate(folder, customers=2000, changes=None, seed=360, as_of=date(2026, 10, 31), contacts=None):
    """Writes an export under ``folder/dataverse-contoso-org`` and the file ``folder/finance/customer_finance.csv``.

    ``customers`` records are created, a tenth of them before the export began in 2021; the table gets about ``changes``
    rows (1.7 a customer unless given), none later than the day ``as_of``. Same arguments, same bytes.
    The tables of Dynamics 365 Sales get about ``contacts`` contacts (a twelfth of the customers unless given) and what
    goes with so many; with 0 there is none of these tables. The customers and the finance file stay the same bytes.
    Beside the export, ``folder/truth/person_records.csv`` says which records are the same person's.
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
    root, finance = new_folders(folder)
    (root / TABLE).mkdir()
    truth = Truth(folder)
    acquaintances = Acquaintances(customers, contacts, seed) if contacts else None
    world = Customers(root / TABLE, seed, version=4_000_000, number=0, truth=truth, acquaintances=acquaintances)
    log = world.log
    without_id = [changes // 4, changes // 2, changes * 3 // 4]  # rows that nobody can use
    countries = []
    early = customers // 10
    while log.written < changes or len(countries) < customers:
        if len(countries) < early:
            log.sink = START + 600 * len(countries) // early
            created = START - 3600 - int(world.random() * 4 * 365 * 86_400)
            countries.append(world.create(created + int(world.random() * (START - 3600 - created)), created))
            continue
        at = START + 3600 + int((end - START - 7200) * min((log.written + world.random()) / changes, 1))
        log.sink = max(log.sink, at + int(world.random() * 90))
        if world.random() * 0.93 * (changes - log.written) < customers - len(countries) or not world.live:
            countries.append(world.create(at))
        else:
            world.event(at)
        if without_id and log.written >= without_id[0]:
            without_id.pop(0)
            row = world.pick(world.live)[:]
            row[0] = row[AT["customerid"]] = ""
            log.write(row)
        log.write_due()
    log.close()
    if contacts:
        write_sales(root, truth, seed, end, contacts, customers, acquaintances)
    write_metadata(root, [CUSTOMER, *SALES_TABLES] if contacts else [CUSTOMER])
    write_finance(finance, countries, seed, as_of, truth, world.twins)
    truth.close()


def new_folders(folder):
    """Makes the folders of an export and its finance file; returns the paths of both.

    Raises ``FileExistsError`` when one is there already.
    """
    root, finance = Path(folder, CONTAINER), Path(folder, FINANCE)
    for path in (root, finance, Path(folder, TRUTH)):
        if path.exists():
            raise FileExistsError(f"{path} is there already. Delete it first, or choose another folder.")
    root.mkdir(parents=True)
    finance.parent.mkdir(parents=True, exist_ok=True)
    return root, finance


def append_changes(folder, changes, seed):
    """Appends about ``changes`` rows (updates, creates, deletes, records that come back) to the export in ``folder``.

    ``folder`` is what ``generate`` got. Bytes are only added at the end of the partition files; versions and Sink times
    are newer than any before, within a quarter of an hour. The partition of a new year isn't entered in model.json,
    which is often late in real exports too. Only the customers change; new ones are entered in the truth.
    Raises ``ValueError`` when ``changes`` < 1, ``FileNotFoundError`` when there is no export in that layout.
    """
    if changes < 1:
        raise ValueError(f"changes is {changes}; append at least 1.")
    table = Path(folder, CONTAINER, TABLE)
    files = sorted(table.glob("*.csv"))
    if not files or b'"IsDelete"' not in (table.parent / "model.json").read_bytes():
        raise FileNotFoundError(
            f"{table} holds no CSV files in the append-only layout. Changes can only be appended to that one: make an "
            "export in it first."
        )
    rows = sum(file.stat().st_size for file in files) // 600
    one_of = max(1, rows // min(max(2 * changes, 1000), MOST_ACTIVE))  # this part of the records is kept in memory
    version = number = 0
    last_sink, newest, deleted = START, {}, {}
    for file in files:
        row = None
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                version = max(version, int(row[VERSION] or 0))
                number = max(number, int(row[AT["cid"]][3:] or 0))
                key = row[0].lower()
                if not key or zlib.crc32(key.encode()) % one_of:
                    continue
                if row[-1] == "True":
                    deleted[key] = max(deleted.get(key, 0), seconds(row[AT["SinkModifiedOn"]]))
                elif key not in newest or int(newest[key][VERSION]) < int(row[VERSION]):
                    newest[key] = row
        if row:
            last_sink = max(last_sink, seconds(row[AT["SinkModifiedOn"]]))
    truth = Truth(folder)
    world = Customers(table, seed, version, number, truth)
    log = world.log
    world.others = _people_of_others(folder, newest)
    for key, row in newest.items():
        cells = [quoted(cell) if is_text and cell else cell for cell, is_text in zip(row, _QUOTED, strict=True)]
        gone = key in deleted and deleted[key] >= seconds(row[AT["SinkModifiedOn"]])
        (world.gone if gone else world.live).append([key, *cells[1:]])
    while log.written < changes:
        at = last_sink + 300 + 600 * log.written // changes
        log.sink = max(log.sink, at + 1)
        if world.random() < 0.2 or not world.live:
            world.create(at)
        else:
            world.event(at, replays=False)
        log.write_due()
    log.close()
    truth.close()


def _people_of_others(folder, keys):
    """Of the customers with these Ids, the numbers of their people."""
    with Path(folder, TRUTH).open(encoding="utf-8", newline="") as stream:
        return {key: int(person[1:]) for table, key, person in csv.reader(stream) if table == TABLE and key in keys}
