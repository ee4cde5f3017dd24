"""In-place files on Spark: adds the rows that differ from bronze, and a delete row for each record that no file holds.

As python_helpers/bronze/in_place.py, but what files hold is a log that only grows, so that each step can be repeated
after a stop: ``in_place_records`` (table_name, file, id, holds, seen_at) and ``in_place_files`` (table_name, file,
label, modified_at, faulty, seen_at). The newest line of a file and record counts.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import DataFrame, SparkSession

from python_helpers.export.layouts import Export
from python_helpers.export.time_folders import SETTLED, TIME_FOLDER
from python_helpers.spark.source import located

# As in python_helpers/bronze, whose modules import DuckDB.
GONE = json.dumps({"c360": "not in the export's full copy any more"})
MANY = 20
RECORDS = "table_name string, file string, id string, holds boolean, seen_at timestamp"
FILES = "table_name string, file string, label string, modified_at timestamp, faulty bigint, seen_at timestamp"
FILE = "element_at(split(_source_file, '/'), -1)"
SINK = "coalesce(try_to_timestamp({0}, 'M/d/yyyy h:mm:ss a'), try_cast({0} as timestamp))"


@dataclass
class InPlace:
    """The in-place files of the table ``name`` of an export, compared with ``schema``.``name``."""

    spark: SparkSession
    schema: str
    export: str
    name: str
    accepts_deletes: bool = False

    def __post_init__(self):
        self.table, self.incoming = f"{self.schema}.{self.name}", f"{self.schema}.incoming_{self.name}"
        self.records, self.files = f"{self.schema}.in_place_records", f"{self.schema}.in_place_files"
        for table, columns in ((self.records, RECORDS), (self.files, FILES)):
            self.spark.sql(f"create table if not exists {table} ({columns})")

    def add(self, batch: DataFrame, _: int) -> None:
        """Adds what differs in the files of a batch, and notes what they hold."""
        self.spark.sql(f"drop table if exists {self.incoming}")
        batch.write.saveAsTable(self.incoming)
        if not self.spark.catalog.tableExists(self.table):
            names = [name.lower() for name in batch.columns]
            lacking = "" if "isdelete" in names else ", cast(null as string) as IsDelete"
            self.spark.sql(f"create table {self.table} as select *{lacking} from {self.incoming} where false")
        self._begin()
        now = datetime.now(UTC).isoformat()
        self._add_changed()
        read = f"select distinct {FILE} as file from {self.incoming} where _source_row = 0"
        held = (
            f"select distinct {FILE} as file, lower(Id) as id from {self.incoming} where _source_row > 0 and Id <> ''"
        )
        self.spark.sql(f"""
            insert into {self.files}
            select
                '{self.name}', {FILE}, max(_source_file), max(_source_modified_at),
                sum(cast(get_json_object(_rescued_data, '$.faulty') as bigint)), timestamp '{now}'
            from {self.incoming} where _source_row = 0 group by {FILE}
        """)
        self.spark.sql(f"""
            insert into {self.records}
            select
                '{self.name}', coalesce(new.file, old.file), coalesce(new.id, old.id), new.id is not null,
                timestamp '{now}'
            from ({held}) as new
            full join (select file, id from ({self._held()}) where file in ({read})) as old
                on new.file = old.file and new.id = old.id
            where new.id is null or old.id is null
        """)
        self.spark.sql(f"drop table {self.incoming}")

    def find_gone(self) -> None:
        """Adds a delete row for each record that no file holds any more, if that is certain."""
        if not self.spark.catalog.tableExists(self.table):
            return
        export = Export(located(self.export))
        classic = export.classic(self.name)
        there = {file.path.name for file in classic.files} if classic else set()
        known = {row.file for row in self.spark.sql(f"select distinct file from ({self._held()})").collect()}
        missing = sorted(known - there)
        held = self._held() if not (missing and self.accepts_deletes) else (
            f"select * from ({self._held()}) where not array_contains(array({_texts(missing)}), file)"
        )  # fmt: skip
        lost = f"""
            select last.*, latest.file, latest.label, latest.modified_at
            from ({self._last()}) as last
            inner join (
                select id, max_by(file, seen_at) as file from {self.records}
                where table_name = '{self.name}' group by id
            ) as records on lower(last.Id) = records.id
            inner join ({self._latest()}) as latest on records.file = latest.file
            where not {_is_deleted("last")} and lower(last.Id) not in (select id from ({held}))
        """
        grouped = f"select file, label, modified_at, count(*) as lost from ({lost}) group by file, label, modified_at"
        counts = self.spark.sql(grouped).collect()
        kept = dict(self.spark.sql(f"select file, count(*) from ({self._held()}) group by file").collect())
        stay = self.spark.sql(f"select count(distinct id) from ({held})").collect()[0][0]
        if missing and not self.accepts_deletes:
            self._warn(f"{', '.join(missing)} are no longer in the export; the records that only they held stay")
        gone = sum(row.lost for row in counts)
        if not gone:
            return
        doubts = [] if self.accepts_deletes else list(self._doubts(export, counts, kept))
        if gone > stay and not self.accepts_deletes:
            doubts.append(f"it lacks {gone:,} records that it had and still has {stay:,}")
        if doubts:
            self._warn(f"{', and '.join(doubts)}: records that are gone stay until that is over")
            return
        # a copy may have an older date than its rows
        gone_at = f"greatest(modified_at, {SINK.format('SinkModifiedOn')})"
        self._append(f"""
            select
                Id, date_format({gone_at}, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'0Z'") as SinkModifiedOn, 'True' as IsDelete,
                {_texts([GONE])} as _rescued_data, label as _source_file, cast(0 as bigint) as _source_row,
                modified_at as _source_modified_at, current_timestamp() as _loaded_at
            from ({lost})
        """)

    def _begin(self) -> None:
        """Before the first comparison: records are in the files from which bronze has them."""
        if self.spark.sql(f"select 1 from {self.records} where table_name = '{self.name}' limit 1").collect():
            return
        self.spark.sql(f"""
            insert into {self.records}
            select '{self.name}', {FILE}, lower(Id), true, timestamp '1970-01-01' from ({self._last()}) as last
            where not {_is_deleted("last")} and Id <> '' and lower(_source_file) like '%.csv'
            and not regexp(_source_file, r'^{TIME_FOLDER.pattern}')
        """)

    def _add_changed(self) -> None:
        names = [name for name in self.spark.table(self.incoming).columns if name.lower() not in _OWN]
        there = {name.lower(): name for name in self.spark.table(self.table).columns}
        values = [f"{{0}}.`{name}`" if name.lower() in there else "cast(null as string)" for name in names]
        packed = f"struct({', '.join(values)}, {{0}}._rescued_data)"
        new = f"struct({', '.join(f'new.`{name}`' for name in names)}, new._rescued_data)"
        # a row that was added before a stop, or that seemed to be gone, isn't held
        self._append(f"""
            select new.* from {self.incoming} as new
            left join ({self._last(FILE)}) as old
                on lower(new.Id) = lower(old.Id) and {FILE.replace("_source", "new._source")} = old.of_file
            left join ({self._held()}) as held on lower(old.Id) = held.id and old.of_file = held.file
            where new._source_row > 0 and not (
                {new} <=> {packed.format("old")}
                and (held.id is not null or old.is_newest)
            )
        """)

    def _append(self, sql: str) -> None:
        rows = self.spark.sql(sql)
        there = {name.lower(): name for name in self.spark.table(self.table).columns}
        known = {name.lower() for name in rows.columns}
        new = [name for name in rows.columns if name.lower() not in there]
        if new:
            self.spark.sql(f"alter table {self.table} add columns ({', '.join(f'`{name}` string' for name in new)})")
        order = [*there.values(), *new]
        lacking = {name: "null" for name in order if name.lower() not in known}
        listed = ", ".join(f"{lacking.get(name, f'`{name}`')} as `{name}`" for name in order)
        self.spark.sql(f"insert into {self.table} select {listed} from ({sql})")

    def _last(self, by: str = "''") -> str:
        """The last row of each record; with ``by`` that in each file, and whether it ``is_newest`` of all."""
        newest = "order by _loaded_at desc, _source_row desc, _source_file desc"
        return (
            f"select *, {by} as of_file, row_number() over (partition by lower(Id) {newest}) = 1 as is_newest "
            f"from {self.table} where Id <> '' "
            f"qualify row_number() over (partition by lower(Id), {by} {newest}) = 1"
        )

    def _held(self) -> str:
        """Which file holds which record."""
        return (
            f"select file, id from {self.records} where table_name = '{self.name}' "
            "group by file, id having max_by(holds, seen_at)"
        )

    def _latest(self) -> str:
        """The files as they were last read."""
        return (
            f"select file, max_by(label, seen_at) as label, max_by(modified_at, seen_at) as modified_at, "
            f"max_by(faulty, seen_at) as faulty from {self.files} where table_name = '{self.name}' group by file"
        )

    def _doubts(self, export: Export, counts: list, kept: dict[str, int]) -> Callable:
        """Why records that seem to be gone may still be in a file."""
        model = export.newest_model(self.name)
        if model and model.sync_state.lower() == "inprogress":
            yield "its initial sync is in progress"
        if self.spark.sql(f"select 1 from ({self._latest()}) where faulty > 0 limit 1").collect():
            yield "rows are in quarantine"
        for row in counts:
            left = kept.get(row.file, 0)
            is_fresh = datetime.now(UTC).timestamp() - row.modified_at.timestamp() < SETTLED.total_seconds()
            if row.lost > left and (row.lost >= MANY or not left) and is_fresh:
                yield f"{row.label} lost {row.lost:,} records within the last hour and holds {left:,}"

    def _warn(self, text: str) -> None:
        logging.getLogger("synapse_link").warning(f"{self.name}: {text}.")


_OWN = ("_rescued_data", "_source_file", "_source_row", "_source_modified_at", "_loaded_at")


def _is_deleted(table: str) -> str:
    return f"lower(coalesce({table}.IsDelete, '')) in ('true', '1')"


def _texts(values: list[str]) -> str:
    return ", ".join("'" + value.replace(chr(92), chr(92) * 2).replace("'", chr(92) + "'") + "'" for value in values)
