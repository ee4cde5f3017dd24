"""What bronze must hold after each load of an export, in slow and plain code: the specification of the loader.

``Bronze("dim").load(state)`` reads the whole export again, byte by byte. It shares no code with python_helpers, so that
both can't be wrong in the same way. docs/synapse-link.md says where files are and what Synapse Link does.
"""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

BOM = b"\xef\xbb\xbf"
TIME_FOLDER = re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\dZ")
TABLE_MODELS = "Microsoft.Athena.TrickleFeedService"


@dataclass
class State:
    """An export as a load finds it: files by path, and the rows of Delta tables by folder.

    Files in ``resting`` haven't been changed for an hour, or, those in ``ahead``, were by a clock that was ahead.
    ``clock`` is how much the loader's clock is ahead.
    With ``accepts_deletes`` the user says that all records are gone that seem to be.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    delta: dict[str, list[dict]] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)
    ahead: set[str] = field(default_factory=set)
    clock: timedelta = timedelta()
    accepts_deletes: bool = False


@dataclass(frozen=True)
class Row:
    """A row of bronze. Column names are in lower case; empty cells are left out.

    Rows that the loader makes, because a record is no longer in a full copy, have no file, and an Id in lower case.
    """

    values: frozenset[tuple[str, str]]
    file: str | None = None
    number: int | None = None
    load: int = field(default=0, compare=False)

    def __getitem__(self, column: str) -> str | None:
        return dict(self.values).get(column)

    @property
    def key(self) -> str:
        return (self["id"] or "").lower()

    @property
    def deleted(self) -> bool:
        return (self["isdelete"] or "").lower() in ("true", "1")


@dataclass
class Record:
    """Bytes ``first`` to ``end`` of a file, without line end. ``right`` when its quotes match."""

    number: int
    first: int
    end: int
    cells: list[bytes]
    right: bool


@dataclass
class Known:
    """What bronze has of a file since it last read it from its start."""

    taken: bytes = b""
    schema: list[str] | None = None
    widest: int = 0
    began: int = 0


@dataclass(frozen=True)
class Note:
    """What a model.json says about an initial sync."""

    layout: str
    state: str
    completed: str
    folder: str = field(compare=False)
    load: int = field(default=0, compare=False)


def split(text: bytes) -> tuple[list[Record], int]:
    """The records of a CSV file, and how many of its bytes are whole lines.

    CR LF, LF and CR end a record; but a CR may be half of a line end, so only LF is certain.
    """
    records: list[Record] = []
    place = len(BOM) if text.startswith(BOM) else 0
    whole_lines = 0
    while place < len(text):
        record = one_record(text, place, len(records) + 1)
        if record.end > record.first:
            records.append(record)
        place = record.end + (2 if text[record.end :].startswith(b"\r\n") else 1)
        if text[record.end : place].endswith(b"\n"):
            whole_lines = place
    return records, whole_lines


def one_record(text: bytes, first: int, number: int) -> Record:
    cells, cell, right, place, where = [], b"", True, first, "at its start"
    while place < len(text):
        byte = text[place : place + 1]
        if where == "in quotes":
            if byte == b'"':
                where = "behind a quote"
            else:
                cell += byte
        elif where == "behind a quote" and byte == b'"':
            cell += byte
            where = "in quotes"
        elif byte == b",":
            cells.append(cell)
            cell, where = b"", "at its start"
        elif byte in (b"\r", b"\n"):
            break
        elif byte == b'"' and where == "at its start":
            where = "in quotes"
        else:
            if byte == b'"' or where == "behind a quote":
                right = False
            cell += byte
            where = "bare"
        place += 1
    right = right and where != "in quotes"
    return Record(number, first, place, [*cells, cell], right)


def is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def tables_of(text: bytes) -> dict[str, dict]:
    """The tables that a model.json describes; none when it isn't complete."""
    try:
        found = json.loads(text)["entities"]
    except (ValueError, KeyError):
        return {}
    return {table["name"].strip().lower(): table for table in found}


def columns_of(table: dict) -> list[str]:
    return [attribute["name"].lower() for attribute in table["attributes"]]


def note_of(table: dict, name: str) -> str:
    return {note["name"]: note["value"] for note in table.get("annotations", [])}.get(f"Athena:{name}", "")


def described(state: State, folder: str, name: str) -> dict | None:
    """The table in the model.json of a folder (with its "/"), or in the table's own model beside it."""
    in_all = tables_of(state.files.get(f"{folder}model.json", b""))
    in_own = tables_of(state.files.get(f"{folder}{TABLE_MODELS}/{name}-model.json", b""))
    return in_all.get(name) or in_own.get(name)


def time_folders(state: State) -> list[str]:
    return sorted({path.split("/")[0] for path in state.files if TIME_FOLDER.fullmatch(path.split("/")[0])})


def finished_folders(state: State) -> list[str]:
    folders = time_folders(state)
    in_progress = TIME_FOLDER.search(state.files.get("Changelog/changelog.info", b"").decode())
    finished = []
    for place, folder in enumerate(folders):
        model = state.files.get(f"{folder}/model.json", b"")
        left_behind = place + 1 < len(folders) and age(folders[place + 1]) > timedelta(hours=1)
        if in_progress:
            is_finished = bool(model) and folder < in_progress[0]
        else:
            # a torn model.json stays as it is when the next folder has long begun: its data don't come again
            is_finished = bool(tables_of(model)) or (bool(model) and left_behind)
        if is_finished:
            finished.append(folder)
    return finished


def age(folder: str) -> timedelta:
    return datetime.now(UTC) - datetime.strptime(folder, "%Y-%m-%dT%H.%M.%SZ").replace(tzinfo=UTC)


def csv_files(state: State, folder: str, table: str) -> list[str]:
    """The files of a table in a folder, given with its "/"; case and blanks around the table's name don't count."""
    found = []
    for path in sorted(state.files):
        if path.startswith(folder):
            parts = path[len(folder) :].split("/")
            if len(parts) == 2 and parts[0].strip().lower() == table and parts[1].lower().endswith(".csv"):
                found.append(path)
    return found


class Bronze:
    """A bronze table, its quarantine, and the bytes of each file that wait.

    An entry of the quarantine is a file, its first byte and its last byte. A record of more bytes than ``longest``
    isn't read.
    """

    def __init__(self, table: str, longest: int = 1 << 26):
        self.table = table.lower()
        self.longest = longest
        self.rows: list[Row] = []
        self.quarantine: set[tuple[str, int, int]] = set()
        self.pending: dict[str, int] = {}
        self.files: dict[str, Known] = {}
        self.classic_schemas: list[list[str]] = []
        self.incremental_schemas: list[list[str]] = []
        self.done: set[str] = set()
        self.loads = 0
        # by the names of in-place files
        self.held: dict[str, dict[str, Row]] = {}
        self.notes: list[Note] = []
        self.synced: set[str] = set()

    def load(self, state: State) -> None:
        self.loads += 1
        self.pending = {file: 0 for file in self.files if file in state.files and file.split("/")[0] in self.done}
        self.load_classic(state)
        self.load_folders(state)
        self.load_delta(state)
        self.end_sync(state)

    # Files that grow, and files of incremental folders

    def load_classic(self, state: State) -> None:
        model = described(state, "", self.table)
        if model is None:
            return
        columns = columns_of(model)
        if "isdelete" not in columns:
            self.load_in_place(state, columns, certain=note_of(model, "InitialSyncState") != "InProgress")
            return
        for file in csv_files(state, "", self.table):
            appear(self.classic_schemas, columns)
            self.read(file, state.files[file], columns, self.classic_schemas, resting=file in state.resting)
        if csv_files(state, "", self.table):
            self.tell("classic", "", model)

    def load_folders(self, state: State) -> None:
        finished = finished_folders(state)
        for folder in time_folders(state):
            files = csv_files(state, f"{folder}/", self.table)
            is_late = folder in self.done
            model = described(state, f"{folder}/", self.table) if is_late or folder in finished else None
            if model is None:
                self.pending.update((file, len(state.files[file])) for file in files)
                continue
            columns = columns_of(model)
            if not is_late:
                self.tell("incremental", folder, model)
            for file in files:
                # what comes late doesn't say what the table is like now
                schemas = list(self.incremental_schemas) if is_late else self.incremental_schemas
                appear(schemas, columns)
                resting = file in state.resting
                self.read(file, state.files[file], columns, schemas, finished=True, resting=resting)
            self.done.add(folder)

    def read(self, file, text, columns, schemas, finished=False, resting=False) -> None:
        known = self.files.setdefault(file, Known(began=self.loads))
        records, whole_lines = split(text)
        # a last record without line end that was loaded and then grew wasn't the whole record
        went_on = any(record.first < len(known.taken) < record.end for record in records)
        if not text.startswith(known.taken) or went_on:
            known = self.files[file] = Known(began=self.loads)
            self.forget_quarantine(file)
        changed = [
            earlier
            for earlier in schemas
            if known.schema and known.schema != columns[: len(known.schema)] and earlier != columns
        ]
        # in a finished folder nothing comes any more, but a copy of it may still be in progress
        taken = len(text) if finished and resting else max(whole_lines, len(known.taken))
        for record in records:
            if record.first < len(known.taken):
                continue
            width = len(record.cells)
            whole = self.is_readable(record, text)
            if width == len(columns):
                good = plausible(record, columns) and not any(len(earlier) == width for earlier in changed)
            else:
                good = width < len(columns) and self.may_be_narrow(record, columns, schemas, known)
            if record.first >= taken:
                if not (resting and record is records[-1] and whole and good and width == len(columns)):
                    break
                taken = len(text)
            if whole and good:
                self.rows.append(self.row(file, record, columns))
            else:
                self.quarantine.add((file, record.first, record.end - 1))
            if whole and (good or width > len(columns)):
                known.widest = max(known.widest, width)
        # rows that arrive while the model changes may have either schema; rows after a file that didn't grow may not
        if known.schema is None or taken > len(known.taken) or taken == len(text):
            known.schema = columns
        known.taken = text[:taken]
        self.pending[file] = len(text) - taken

    def is_readable(self, record: Record, text: bytes) -> bool:
        content = text[record.first : record.end]
        return record.right and is_utf8(content) and len(content) <= self.longest

    def is_whole_row(self, record: Record, text: bytes, columns: list[str]) -> bool:
        return self.is_readable(record, text) and len(record.cells) == len(columns) and plausible(record, columns)

    def may_be_narrow(self, record: Record, columns: list[str], schemas: list[list[str]], known: Known) -> bool:
        return (
            "isdelete" in columns[: len(record.cells)]
            and all(later[: len(earlier)] == earlier for earlier, later in pairwise(schemas))
            and known.widest <= len(record.cells)
            and plausible(record, columns)
        )

    def row(self, file: str, record: Record, columns: list[str]) -> Row:
        cells = [cell.decode() for cell in record.cells]
        values = frozenset((column, cell) for column, cell in zip(columns, cells, strict=False) if cell)
        return Row(values, file, record.number, self.loads)

    def forget_quarantine(self, file: str) -> None:
        self.quarantine = {entry for entry in self.quarantine if entry[0] != file}

    # Full copies

    def load_in_place(self, state: State, columns: list[str], certain: bool) -> None:
        read: dict[str, dict[str, Row]] = {}
        files = self.newest_copies(state)
        for partition, file in files.items():
            text = state.files[file]
            records, whole_lines = split(text)
            known = self.files.setdefault(file, Known(taken=None))
            self.pending[file] = 0
            if known.taken == text:
                continue
            self.forget_quarantine(file)
            known.taken = None
            good = [self.is_whole_row(record, text, columns) for record in records]
            if whole_lines < len(text) and not (file in state.resting and good[-1:] == [True]):
                self.pending[file] = len(text)
                certain = False
                continue
            known.taken = text
            held = read[partition] = {}
            for record, is_good in zip(records, good, strict=True):
                if is_good:
                    row = self.row(file, record, columns)
                    held[row.key] = row
                else:
                    self.quarantine.add((file, record.first, record.end - 1))
                    certain = False
        for partition, rows in read.items():
            before = self.held.get(partition, {})
            self.rows += [row for row in rows.values() if row.key not in before or before[row.key].values != row.values]
        left = {partition for partition in self.held if partition not in files and state.accepts_deletes}
        others = {key for other, rows in self.held.items() if other not in read and other not in left for key in rows}
        stay = others | {key for rows in read.values() for key in rows}
        gone = {
            partition: {key: row for key, row in self.held.get(partition, {}).items() if key not in stay}
            for partition in [*read, *left]
        }
        for partition, rows in read.items():
            # half written, perhaps
            many = len(gone[partition]) > len(rows) and (not rows or len(gone[partition]) >= 20)
            if many and not state.accepts_deletes and files[partition] not in state.resting:
                certain = False
        last = self.last_rows()
        vanished = [last[key] for key in {key for rows in gone.values() for key in rows} if not last[key].deleted]
        held = {key for rows in self.held.values() for key in rows}
        if certain and (len(vanished) <= len(stay & held) or state.accepts_deletes):
            self.delete(vanished)
            gone = {}
        else:
            # the next load looks again for what is gone
            for partition in read:
                self.files[files[partition]].taken = None
        self.held |= {partition: {**gone.get(partition, {}), **read.get(partition, {})} for partition in [*read, *left]}
        present = {key for partition, rows in self.held.items() if partition in files for key in rows}
        for partition in self.held.keys() - files.keys():
            self.held[partition] = {key: row for key, row in self.held[partition].items() if key not in present}

    def newest_copies(self, state: State) -> dict[str, str]:
        """The file to read for each partition: its newest snapshot, or the live file."""
        found = {file.split("/")[-1]: (-1, file) for file in csv_files(state, "", self.table)}
        for file in state.files:
            parts = file.split("/")
            if len(parts) == 4 and parts[0].strip().lower() == self.table and parts[1] == "Snapshot":
                copy = (int(parts[2].rsplit("_", 1)[1]), file)
                found[parts[3]] = max(found.get(parts[3], (-1, "")), copy)
        return {partition: file for partition, (_, file) in sorted(found.items())}

    def load_delta(self, state: State) -> None:
        for folder, rows in state.delta.items():
            if folder.split("/")[-1].lower() in (self.table, f"{self.table}_partitioned"):
                copy = [
                    Row(frozenset((name.lower(), value) for name, value in row.items() if value), load=self.loads)
                    for row in rows
                ]
                before = self.last_rows()
                self.rows += [row for row in copy if row.key not in before or before[row.key].values != row.values]
                stay = {row.key for row in copy}
                vanished = [row for row in before.values() if row.key not in stay and not row.deleted]
                kept = [row for row in before.values() if row.key in stay and not row.deleted]
                if len(vanished) <= len(kept) or state.accepts_deletes:
                    self.delete(vanished)

    def last_rows(self) -> dict[str, Row]:
        return {row.key: row for row in self.rows}

    def delete(self, gone: list[Row]) -> None:
        for row in gone:
            if not row.deleted:
                values = {"id": row.key, "isdelete": "True"}
                self.rows.append(Row(frozenset(values.items()), load=self.loads))

    # A table that was exported again as a whole

    def tell(self, layout: str, folder: str, model: dict) -> None:
        """Notes the state of an initial sync when it is new in this layout."""
        note = Note(layout, note_of(model, "InitialSyncState"), note_of(model, "InitialSyncDataCompletedTime"), folder)
        if [other for other in self.notes if other.layout == layout][-1:] != [note]:
            self.notes.append(replace(note, load=self.loads))

    def end_sync(self, state: State) -> None:
        """When a sync ends after an earlier one, or after a move from classic files: deletes what it didn't send."""
        ends = [note for note in self.notes if note.completed and note.state != "InProgress"]
        earlier = [note for note in ends if note.completed != ends[-1].completed]
        certain = True
        if earlier:
            end = ends[-1]
            since = self.notes[self.notes.index(earlier[-1]) + 1 :]
        else:
            # a sync in another layout
            layouts = [note.layout for note in self.notes]
            if layouts[:1] != ["classic"] or layouts[-1] != "incremental" or self.notes[-1].state == "InProgress":
                return
            since, end = self.notes, replace(self.notes[-1], completed=self.notes[-1].completed or "moved")
            certain = bool(self.notes[-1].completed)
            if "moved" in self.synced or (not certain and not state.accepts_deletes):
                return
        if end.completed in self.synced:
            return
        if end.layout == "incremental":
            # what arrived in folders since the earlier sync
            first = next(note.folder for note in since if note.layout == end.layout)
            files = [file for file in self.files if TIME_FOLDER.match(file) and file >= first]
            came = [row for row in self.rows if row.file and TIME_FOLDER.match(row.file) and row.file >= first]
        else:
            # the files, which a sync starts again
            files = csv_files(state, "", self.table)
            began = min((self.files[file].began for file in files), default=0)
            if began <= earlier[-1].load:
                return
            came = [row for row in self.rows if row.load >= began]
        # what waits may be a record that would count as missing
        if any(self.pending.get(file) for file in files) or any(file in files for file, *_ in self.quarantine):
            return
        sent = {row.key for row in came}
        new = {id(row) for row in came}
        known = {row.key for row in self.rows if id(row) not in new}
        missing = [row for row in self.last_rows().values() if row.key not in sent and not row.deleted]
        # more records missing than present of those that were there: the export probably lacks files
        if len(missing) <= len(sent & known) or state.accepts_deletes:
            self.delete(missing)
            self.synced.add(end.completed if earlier else "moved")


def plausible(record: Record, columns: list[str]) -> bool:
    """Whether the columns that each table has hold no values of other columns."""
    cells = dict(zip(columns, record.cells, strict=False))
    flag, version = cells.get("isdelete", b"").lower(), cells.get("versionnumber", b"")
    number = re.fullmatch(rb"([-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?)?", version)
    return flag in (b"", b"true", b"false", b"0", b"1") and number is not None


def appear(schemas: list[list[str]], columns: list[str]) -> None:
    if schemas[-1:] != [columns]:
        schemas.append(columns)
