"""Hypothesis strategies for exports: a history shows what an export looks like at each load."""

import json
from datetime import datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from support.interpreter import TABLE_MODELS, State

COLUMNS = "Id SinkModifiedOn name amount versionnumber IsDelete".split()
FINANCE_OPERATIONS = (
    "Id SinkCreatedOn SinkModifiedOn sysdatastatecode itemid dataareaid recversion partition sysrowversion recid "
    "tableid versionnumber createdon modifiedon IsDelete"
).split()
BARE = {"id", "versionnumber", "isdelete", "recid", "tableid", "partition", "recversion", "sysrowversion"}
FIXED = BARE | {"sinkmodifiedon", "sinkcreatedon"}
TEXTS = st.text(st.sampled_from('ab,"\r\n é𝔘;\t'), max_size=6) | st.sampled_from(["", "\r\n", '"', "True", "\ufeff"])
# Columns that a table may get; some are called like what the loader and the database use themselves.
NEW = ("name", "amount", "c1", "c2", "c3", "rowid", "_loaded_at", "source_file", "modified_at", "select", "label")
TIMES = ("8/4/2021 12:36:41 PM", "12/31/2024 12:00:00 AM", "2/3/2025 9:52:15 AM")
CREATED = ("1900-01-01T00:00:00.0000000+00:00", "2021-06-25T16:21:12Z", "2025-02-15T00:00:00.0000000")


def chance(draw, percent: int) -> bool:
    # Hypothesis finds small numbers simple, and no accident is simpler than an accident
    return draw(st.integers(0, 99)) >= 100 - percent


def pick(draw, *choices):
    return draw(st.sampled_from(choices))


def record_id(number: int, finance_operations: bool = False) -> str:
    if not finance_operations:
        return f"{number:08x}-abcd-4924-804b-31c0a83108e6"
    recid = (5648001569 + number).to_bytes(8, "little").hex()
    return f"{4277:08x}-0000-0000-{recid[:4]}-{recid[4:]}"


def values(draw, columns: list[str], deleted: bool = False) -> dict[str, str]:
    """The values of a record; that of a delete are nearly all empty."""
    number, version = draw(st.integers(0, 4)), str(draw(st.sampled_from([0, 0, 9, 99, 100, 3111000001])))
    finance_operations = "recid" in columns
    identity = record_id(number, finance_operations)
    system = {
        "id": pick(draw, identity, identity, identity.upper()),
        "sinkcreatedon": TIMES[0],
        "sinkmodifiedon": pick(draw, *TIMES),
        "versionnumber": version,
    }
    if deleted:
        kept = pick(draw, system, {name: text for name, text in system.items() if name != "versionnumber"})
        return {**kept, "createdon": "0001-01-03T00:00:00.0000000", "isdelete": "True"}
    system |= {
        "isdelete": pick(draw, "", "", "", "False", "false", "0"),
        "createdon": pick(draw, *CREATED),
        "modifiedon": pick(draw, *CREATED),
    }
    if finance_operations:
        system |= {
            "sysdatastatecode": "0",
            "dataareaid": pick(draw, "usmf", "6800"),
            "recversion": "1515211003",
            "partition": "5637144576",
            "sysrowversion": version,
            "recid": str(5648001569 + number),
            "tableid": "4277",
        }
    return {**{name.lower(): draw(TEXTS) for name in columns if name.lower() not in system}, **system}


def csv(columns: list[str], row: dict[str, str]) -> bytes:
    """A CSV record without line end, written as Synapse Link does: texts are quoted, missing values are empty."""
    cells = []
    for name in map(str.lower, columns):
        text = row.get(name)
        quoted = text is not None and name not in BARE
        cells.append('"' + text.replace('"', '""') + '"' if quoted else text or "")
    return ",".join(cells).encode()


def line(draw, columns: list[str], older: list[list[str]], sent: list[bytes]) -> bytes:
    """A record as a file may hold it, mostly a good one, without line end."""
    kind = pick(draw, *["good"] * 5, "delete", "again", "older", "narrow", "wide", "latin-1", "quotes", "blank")
    row = values(draw, columns, deleted=kind == "delete")
    text = csv(columns, row)
    if kind == "again" and sent:
        text = draw(st.sampled_from(sent))
    elif kind == "older" and older:
        text = csv(draw(st.sampled_from(older)), row)
    elif kind == "narrow":
        text = csv(columns[: draw(st.integers(1, len(columns)))], row)
    elif kind == "wide":
        text += b',"more"' * draw(st.integers(1, 2))
    elif kind == "latin-1":
        place = draw(st.integers(0, len(text)))
        text = text[:place] + b"\xe9" + text[place:]
    elif kind == "quotes":
        place = draw(st.integers(0, len(text)))
        text = text[:place] + b'"' + text[place:]
    elif kind == "blank":
        text = b""
    sent.append(text)
    return text


def good_lines(draw, columns: list[str]) -> list[bytes]:
    rows = [values(draw, columns, deleted=chance(draw, 20)) for _ in range(draw(st.integers(0, 3)))]
    return [csv(columns, row) + b"\r\n" for row in rows]


def change(draw, columns: list[str]) -> list[str]:
    """Columns after a change of the table in Dataverse."""
    kind = pick(draw, "added", "added", "inserted", "removed", "renamed", "swapped", "in other case")
    movable = [name for name in columns if name.lower() not in FIXED]
    taken = {name.lower() for name in columns}
    new = draw(st.sampled_from([name for name in NEW if name not in taken]))
    columns = list(columns)
    if kind in ("removed", "swapped") and movable:
        columns.remove(draw(st.sampled_from(movable)))
    if kind == "added":
        columns.append(new)
    elif kind in ("inserted", "swapped"):
        columns.insert(draw(st.integers(1, len(columns))), new)
    elif kind in ("renamed", "in other case") and movable:
        old = draw(st.sampled_from(movable))
        columns[columns.index(old)] = new if kind == "renamed" else old.title()
    return columns


def entity(draw, name: str, columns: list[str], notes: dict[str, str] | None = None) -> dict:
    types = {column: pick(draw, "string", "decimal", "neverHeardOf") for column in columns}
    return {
        "$type": "LocalEntity",
        "name": name,
        "annotations": [{"name": f"Athena:{note}", "value": value} for note, value in (notes or {}).items()],
        "attributes": [{"name": column, "dataType": types[column], "maxLength": -1} for column in columns],
        "partitions": [],
    }


def model_json(*entities: dict) -> bytes:
    return json.dumps({"name": "cdm", "version": "1.0", "entities": entities}).encode()


class Part:
    """The part of an export that holds some tables. Each ``step`` is what happens between two loads."""

    def __init__(self, draw, table: str):
        self.draw = draw
        self.table = table
        self.folder = pick(draw, table, table, table.title(), f"{table} ")
        self.columns = list(COLUMNS)
        self.older: list[list[str]] = []
        self.sent: list[bytes] = []
        self.notes = pick(draw, {}, {"InitialSyncState": "Completed", "InitialSyncDataCompletedTime": "1"})
        self.files: dict[str, bytes] = {}
        self.delta: dict[str, list[dict]] = {}
        self.resting: set[str] = set()
        self.rest: dict[str, bytes] = {}
        self.root: dict[str, dict] = {}

    def change_columns(self) -> None:
        self.older.append(self.columns)
        self.columns = change(self.draw, self.columns)

    def go_on_with_a_sync(self) -> None:
        if self.notes.get("InitialSyncState") == "InProgress" or chance(self.draw, 50):
            completed = str(int(self.notes.get("InitialSyncDataCompletedTime", 0)) + 1)
            self.notes = {"InitialSyncState": "Completed", "InitialSyncDataCompletedTime": completed}
        else:
            self.notes = {**self.notes, "InitialSyncState": "InProgress"}

    def lines(self, most: int = 4) -> list[bytes]:
        end = pick(self.draw, b"\r\n", b"\n")
        return [
            line(self.draw, self.columns, self.older, self.sent) + end
            for _ in range(self.draw(st.integers(0, most)))
        ]  # fmt: skip

    def growth(self, path: str) -> bytes:
        lines = self.lines()
        if lines and chance(self.draw, 40):
            cut = len(lines[-1]) - self.draw(st.integers(1, len(lines[-1])))
            self.rest[path] = lines[-1][cut:]
            lines[-1] = lines[-1][:cut]
        return b"".join(lines)


class Classic(Part):
    """Append-only files, and what goes wrong with them."""

    def __init__(self, draw, table: str):
        super().__init__(draw, table)
        self.files[f"{self.folder}/Snapshot/2021_1641038400/2021.csv"] = b"a copy that is no part of the table\r\n"
        self.files["OptionsetMetadata/OptionsetMetadata.csv"] = b'dim,name,1,True,1033,"a label"\r\n'

    def step(self) -> None:
        if chance(self.draw, 30):
            self.change_columns()
        if chance(self.draw, 15):
            self.go_on_with_a_sync()
        for name in sorted({pick(self.draw, "2021", "2018_001", "1") for _ in range(2)}):
            self.touch(f"{self.folder}/{name}.csv")
        self.root = {self.table: entity(self.draw, self.table, self.columns, self.notes)}
        self.resting = {path for path in self.files if chance(self.draw, 30)}

    def touch(self, path: str) -> None:
        what = pick(self.draw, *["grows"] * 6, "is written anew", "shrinks", "vanishes", "changes inside", "is empty")
        text = self.files.get(path, b"")
        if what == "grows":
            self.files[path] = text + self.rest.pop(path, b"") + self.growth(path)
            return
        self.rest.pop(path, None)
        if what == "is written anew":
            self.files[path] = self.growth(path)
        elif what == "shrinks":
            self.files[path] = text[: self.draw(st.integers(0, len(text)))]
        elif what == "changes inside" and text:
            place = self.draw(st.integers(0, len(text) - 1))
            self.files[path] = text[:place] + b"x" + text[place + 1 :]
        elif what == "is empty":
            self.files[path] = b""
        elif what == "vanishes":
            self.files.pop(path, None)


class AppendOnly(Classic):
    """Append-only files as they should be: they grow by good rows."""

    def step(self) -> None:
        for name in ("2021", "1"):
            path = f"{self.folder}/{name}.csv"
            lines = b"".join(good_lines(self.draw, self.columns))
            cut = self.draw(st.integers(0, len(lines)))
            self.files[path] = self.files.get(path, b"") + self.rest.pop(path, b"") + lines[:cut]
            self.rest[path] = lines[cut:]
        self.root = {self.table: entity(self.draw, self.table, self.columns)}


class InPlace(Part):
    """Files that are rewritten with each change and hold the live records, with copies in Snapshot.

    Records move from one file to another or are in both for a while; files lose all records, vanish, come back, and get
    other names.
    """

    def __init__(self, draw, table: str):
        super().__init__(draw, table)
        self.columns.remove("IsDelete")
        self.rows: dict[str, dict[str, dict]] = {"2020": {}, "2021-12": {}}
        self.with_snapshots, self.with_accidents = draw(st.booleans()), draw(st.booleans())
        self.epochs = count(1641038400)
        self.number = count()

    def step(self) -> None:
        if chance(self.draw, 30):
            self.change_columns()
        for rows in self.rows.values():
            for _ in range(self.draw(st.integers(1, 5))):
                row = values(self.draw, self.columns)
                key = row["id"].lower()
                if key in rows and chance(self.draw, 30):
                    del rows[key]
                elif key in rows or not any(key in others for others in self.rows.values()):
                    rows[key] = row
        if chance(self.draw, 40):
            self.move()
        if chance(self.draw, 20):
            self.rename()
        if chance(self.draw, 20):
            # nearly all records are deleted
            for rows in self.rows.values():
                for key in [*rows][1:]:
                    del rows[key]
        for partition, rows in self.rows.items():
            self.write(partition, [csv(self.columns, row) + b"\r\n" for row in rows.values()])
        if self.with_accidents and chance(self.draw, 20):
            self.notes = {} if self.notes else {"InitialSyncState": "InProgress"}
        self.root = {self.table: entity(self.draw, self.table, self.columns, self.notes)}
        self.resting = {path for path in self.files if chance(self.draw, 70)}

    def move(self) -> None:
        """Some records, changed or not, are in another file; perhaps also in theirs."""
        source, target = self.draw(st.permutations(sorted(self.rows)))[:2]
        for key in [key for key in self.rows[source] if chance(self.draw, 60)]:
            row = self.rows[source][key] if chance(self.draw, 30) else self.rows[source].pop(key)
            self.rows[target][key] = {**row, "name": "moved"} if chance(self.draw, 30) else row

    def rename(self) -> None:
        """A file gets another name, and the old one vanishes or stays behind."""
        old = self.draw(st.sampled_from(sorted(self.rows)))
        self.rows[f"{old}_{next(self.number):03}"] = self.rows.pop(old)
        if chance(self.draw, 70):
            self.files = {path: text for path, text in self.files.items() if not path.endswith(f"/{old}.csv")}

    def write(self, partition: str, lines: list[bytes]) -> None:
        path = f"{self.folder}/{partition}.csv"
        if chance(self.draw, 10):
            # a copy that isn't finished ends between two records
            lines = lines[: self.draw(st.integers(0, len(lines)))]
        elif lines and self.with_accidents and chance(self.draw, 15):
            lines[-1] = lines[-1][: self.draw(st.integers(1, len(lines[-1]) - 2))]
        elif self.with_accidents and chance(self.draw, 15):
            lines.insert(0, b'"a row",of,"another table"\r\n')
        self.files[path] = b"".join(lines)
        if chance(self.draw, 10):
            del self.files[path]
        elif self.with_snapshots and chance(self.draw, 50):
            copies = sorted(path for path in self.files if f"Snapshot/{partition}_" in path)
            for old in copies[:-1]:
                del self.files[old]
            copy = f"{self.folder}/Snapshot/{partition}_{next(self.epochs)}/{partition}.csv"
            self.files[copy] = self.files[path]


class Incremental(Part):
    """Timestamp folders of two tables; the name of one begins with that of the other."""

    def __init__(self, draw, table: str, columns: list[str] = COLUMNS):
        super().__init__(draw, table)
        self.columns = list(columns)
        self.begun = datetime(2024, 1, 1)
        self.models: dict[str, dict[str, dict]] = {}
        self.open: list[str] = []
        self.with_changelog = draw(st.booleans())

    def step(self) -> None:
        for folder in [folder for folder in self.models if folder not in self.open]:
            if chance(self.draw, 25):
                self.come_late(folder)
        for folder in [*self.open]:
            self.go_on(folder)
        for _ in range(self.draw(st.integers(0, 2))):
            if chance(self.draw, 30):
                self.change_columns()
            if chance(self.draw, 15):
                self.go_on_with_a_sync()
            self.begin()
        self.root = {self.table: entity(self.draw, self.table, self.columns, self.notes)}
        if self.models and chance(self.draw, 10):
            self.purge(min(self.models))
        if self.with_changelog:
            # it may lag behind, or name a folder that doesn't exist yet
            named = pick(self.draw, *[self.name(self.begun)] * 3, *self.models)
            self.files["Changelog/changelog.info"] = pick(self.draw, named, f"{named}\r\n").encode()
        self.resting = {path for path in self.files if chance(self.draw, 40)}

    def cased(self, table: str) -> str:
        return table if self.folder == self.table else table.title()

    def name(self, begun: datetime) -> str:
        return f"{begun:%Y-%m-%dT%H.%M.%SZ}"

    def begin(self) -> None:
        folder = self.name(self.begun)
        self.begun += timedelta(minutes=15)
        self.models[folder] = {
            name: entity(self.draw, name, self.columns, self.notes) for name in (self.table, f"{self.table}value")
        }
        self.open.append(folder)
        self.go_on(folder)

    def go_on(self, folder: str) -> None:
        """Writes more into a folder that isn't finished, and perhaps finishes it."""
        for name in self.models[folder]:
            for partition in ("2024", "1", "2018_001"):
                lines = self.lines(most=2)
                if lines and chance(self.draw, 30):
                    # the last line end, or more, is missing
                    lines[-1] = lines[-1][: self.draw(st.integers(0, len(lines[-1])))]
                if lines:
                    path = f"{folder}/{self.cased(name)}/{partition}.csv"
                    self.files[path] = self.files.get(path, b"") + b"".join(lines)
        finish = pick(self.draw, *["finished"] * 4, "open", "empty", "torn", "cut", "without entities")
        entities = self.models[folder]
        for name in entities:
            if chance(self.draw, 50):
                text = model_json(entities[name])
                kept = self.draw(st.integers(0, len(text))) if chance(self.draw, 20) else len(text)
                self.files[f"{folder}/{TABLE_MODELS}/{name}-model.json"] = text[:kept]
        text = model_json(*entities.values())
        if finish == "cut":
            text = model_json(next(iter(entities.values())))
        elif finish == "torn":
            text = text[: self.draw(st.integers(1, len(text) - 1))]
        elif finish == "without entities":
            text = b'{"name": "cdm"}'
        elif finish == "empty":
            text = b""
        if finish != "open":
            self.files[f"{folder}/model.json"] = text
        if finish not in ("open", "empty"):
            self.open.remove(folder)

    def come_late(self, folder: str) -> None:
        """What a copy of the container brings after the folder's model.json."""
        path = (
            f"{folder}/{self.cased(pick(self.draw, *self.models[folder]))}/{pick(self.draw, '2024', '1', 'late')}.csv"
        )
        if chance(self.draw, 80):
            self.files[path] = self.files.get(path, b"") + self.rest.pop(path, b"") + self.growth(path)
        else:
            self.files[path] = b"".join(self.lines(most=2))

    def purge(self, folder: str) -> None:
        self.files = {path: text for path, text in self.files.items() if not path.startswith(folder)}
        del self.models[folder]
        if folder in self.open:
            self.open.remove(folder)


class Finished(Incremental):
    """Timestamp folders as they should be: finished, and full of good rows."""

    def step(self) -> None:
        for _ in range(self.draw(st.integers(0, 2))):
            if chance(self.draw, 30):
                self.change_columns()
            self.begin()
        self.root = {self.table: entity(self.draw, self.table, self.columns)}

    def go_on(self, folder: str) -> None:
        for partition in ("2024", "1"):
            lines = good_lines(self.draw, self.columns)
            self.files[f"{folder}/{self.cased(self.table)}/{partition}.csv"] = b"".join(lines)
        self.files[f"{folder}/model.json"] = model_json(*self.models[folder].values())
        self.open.remove(folder)


class Moved(Part):
    """A table that moves from append-only files, which stay or go, to incremental folders."""

    def __init__(self, draw, table: str):
        super().__init__(draw, table)
        self.classic, self.incremental = Classic(draw, table), Incremental(draw, table)
        self.left = draw(st.integers(0, 2))

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.incremental.step()
            if self.left == -1 and chance(self.draw, 30):
                self.classic.files = {}
        else:
            self.classic.step()
        self.files = self.classic.files | self.incremental.files
        self.resting, self.root = self.classic.resting, self.classic.root or self.incremental.root


class FinanceOperations(Incremental):
    def __init__(self, draw, table: str):
        super().__init__(draw, table, FINANCE_OPERATIONS)


class Delta(Part):
    """A Delta table: one row for each record; a deleted one stays for a while with IsDelete, then disappears."""

    def __init__(self, draw, table: str, columns: list[str] = COLUMNS):
        super().__init__(draw, table)
        self.columns = [*columns, "createdonpartition", "PartitionId"]
        self.rows: dict[str, dict] = {}

    def step(self) -> None:
        if chance(self.draw, 30):
            self.change_columns()
        for _ in range(self.draw(st.integers(0, 3))):
            row = values(self.draw, self.columns, deleted=chance(self.draw, 20))
            row |= {"PartitionId": "2016", "createdonpartition": "2023-11-15T06.33.04Z"}
            row |= {"isdelete": "true" if row["isdelete"] == "True" else ""}
            row |= {"sinkmodifiedon": pick(self.draw, "2023-11-20 01:11:05.960808", "2023-11-21 00:00:00")}
            key = row["id"].lower()
            if key in self.rows and chance(self.draw, 30):
                del self.rows[key]
            else:
                self.rows[key] = row
        self.root = {self.table: entity(self.draw, self.table, self.columns[:-2])}
        if self.rows or self.delta:
            # now and then a version that lacks rows
            is_short = self.delta and chance(self.draw, 15)
            kept = self.draw(st.integers(0, len(self.rows))) if is_short else len(self.rows)
            self.delta[f"deltalake/{self.table}_partitioned"] = [
                {name: row.get(name.lower(), row.get(name)) or None for name in self.columns}
                for row in [*self.rows.values()][:kept]
            ]


class FinanceOperationsDelta(Delta):
    def __init__(self, draw, table: str):
        super().__init__(draw, table, FINANCE_OPERATIONS)


@st.composite
def histories(draw, *parts: tuple[type[Part], str]) -> list[State]:
    """What an export with these parts looks like at each load."""
    made = [part(draw, table) for part, table in parts]
    states = []
    for _ in range(draw(st.integers(1, 5))):
        for part in made:
            part.step()
        states.append(together(made))
        states[-1].ahead = {path for path in sorted(states[-1].resting) if chance(draw, 30)}
        states[-1].clock = timedelta(days=pick(draw, 0, 0, 0, 400, -3))
        states[-1].accepts_deletes = chance(draw, 20)
    return states


def together(parts: list[Part]) -> State:
    state = State()
    entities = {}
    for part in parts:
        state.files |= part.files
        state.delta |= part.delta
        state.resting |= part.resting
        entities |= part.root
    if entities:
        state.files["model.json"] = model_json(*entities.values())
    return state
