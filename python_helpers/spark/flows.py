"""Bronze on Databricks: which streams fill which tables. A pipeline runs them, or a job (pipelines/)."""

import copyreg
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from pyspark.cloudpickle import register_pickle_by_value
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

import python_helpers
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, ExportError
from python_helpers.project.sources import declared
from python_helpers.spark.reading import FAULTY, FILES, GOOD
from python_helpers.spark.source import register

FINANCE_COLUMNS = ["cid", "income", "spend", "credit_limit", "currency", "as_of_date"]
QUARANTINE_LOG, LOAD_LOG = "quarantine_log", "load_log"
# A file that was rewritten begins again: what was known of it before is over.
BEGUN = f"""
    select table_name, source_file, max_by(source_modified_at, _loaded_at) as begun_with, max(_loaded_at) as started_at
    from {LOAD_LOG} where first_byte = 0 group by table_name, source_file
"""
QUARANTINE = f"""
    select waits.* from {QUARANTINE_LOG} as waits
    inner join ({BEGUN}) as begun on waits.table_name = begun.table_name and waits._source_file = begun.source_file
    where waits._source_modified_at >= begun.begun_with
"""
LOAD_STATE = f"""
    with newest as (
        select table_name, source_file, max_by(struct(*), struct(_loaded_at, bytes_read)) as last
        from {LOAD_LOG} group by table_name, source_file
    ), bad as (
        select table_name, _source_file as source_file, count(*) as row_count, sum(last_byte - first_byte + 1) as bytes
        from ({QUARANTINE}) group by table_name, _source_file
    )
    select
        newest.table_name,
        newest.source_file,
        last.bytes_read - coalesce(bad.bytes, 0) as bytes_loaded,
        coalesce(bad.bytes, 0) as bytes_quarantined,
        last.bytes_pending,
        last.rows_read - coalesce(bad.row_count, 0) as rows_loaded,
        coalesce(bad.row_count, 0) as rows_quarantined,
        last.widest_row,
        last.model_hash,
        last.source_modified_at,
        begun.started_at,
        last._loaded_at as loaded_at
    from newest
    inner join ({BEGUN}) as begun
        on newest.table_name = begun.table_name and newest.source_file = begun.source_file
    left join bad on newest.table_name = bad.table_name and newest.source_file = bad.source_file
"""
VIEWS = {"quarantine": QUARANTINE, "load_state": LOAD_STATE}
COMMENTS = {
    "quarantine": "Rows of the files that could not be read as rows of their table.",
    "load_state": "How far each file has been loaded.",
    QUARANTINE_LOG: "Rows that could not be read when they came; those of files that were rewritten since, too.",
    LOAD_LOG: "Which bytes and rows of which files have been read, and when.",
    "customer_finance": "The finance files as text; a changed file is loaded whole again.",
}


@dataclass(frozen=True)
class Flow:
    """A stream of rows into the table ``target``; ``comment`` is that of the table."""

    name: str
    target: str
    rows: Callable[[], DataFrame]
    comment: str
    in_place: bool = False


def flows(spark: SparkSession, export: str, tables: list[str], project: Path, finance: str) -> Iterator[Flow]:
    """The streams for an export, of these tables, and for the finance files; no ``export``, no tables.

    ``project`` is the folder of the dbt project, whose sources name the columns that its models read. Raises
    ``ExportError`` when neither the export nor a source describes a table.
    """
    _prepare(spark)
    sources, found = (declared(project), Export(export)) if export else ({}, None)
    for name in tables if export else []:
        read = sources[name.lower()].columns if name.lower() in sources else {}
        if not read and found.newest_model(name) is None:
            raise ExportError(f"c360.tables names {name}, which neither {export} nor a dbt source describes.")
        options = {"path": export, "table": name, "columns": ",".join(read)}
        comment = f"Every exported row of {name}, as it came."
        yield from _of_table(spark, "synapse_link", name, options, comment, found.is_in_place(name))
    for name in METADATA_FILES if export else ():
        options = {"path": export, "table": name}
        yield from _of_table(spark, "synapse_link", name, options, f"Labels of choice columns: {name}.")
    options = {"path": finance, "columns": ",".join(FINANCE_COLUMNS)}
    yield from _of_table(spark, "finance_csv", "customer_finance", options, COMMENTS["customer_finance"])


def _prepare(spark: SparkSession) -> None:
    # workers don't have the project's folder on their path, so its functions are pickled with their code
    register_pickle_by_value(python_helpers)
    # up to Python 3.11, a cached_property has a lock
    copyreg.pickle(type(RLock()), lambda _: (RLock, ()))
    register(spark)


def _of_table(
    spark: SparkSession, source: str, table: str, options: dict[str, str], comment: str, in_place: bool = False
) -> Iterator[Flow]:
    def stream(rows: str, *more: f.Column) -> Callable[[], DataFrame]:
        given = {**options, "rows": rows}
        return lambda: spark.readStream.format(source).options(**given).load().select(
            *more, "*", f.current_timestamp().alias("_loaded_at")
        )

    name = f.lit(table).alias("table_name")
    yield Flow(table, table, stream(GOOD), comment, in_place)
    yield Flow(f"{table}_{FAULTY}", QUARANTINE_LOG, stream(FAULTY, name), COMMENTS[QUARANTINE_LOG])
    yield Flow(f"{table}_{FILES}", LOAD_LOG, stream(FILES, name), COMMENTS[LOAD_LOG])
