"""Bronze on Databricks: which streams fill which tables. A pipeline runs them, or a job (pipelines/)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyspark.cloudpickle import register_pickle_by_value
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

import python_helpers
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, ExportError
from python_helpers.project.sources import declared
from python_helpers.spark.finance import TABLE
from python_helpers.spark.reading import COPY, GOOD, LOG
from python_helpers.spark.source import located, register

FINANCE_COLUMNS = ["cid", "income", "spend", "credit_limit", "currency", "as_of_date"]
LOAD_LOG, FINANCE_LOG = "load_log", "finance_load_log"
COMMENTS = {
    "quarantine": "Rows of the files that could not be read as rows of their table.",
    "load_state": "How far each file has been loaded.",
    LOAD_LOG: "What was read of which file, and when; also each row that could not be read.",
    FINANCE_LOG: "The same of the finance files.",
    "customer_finance": "The finance files as text; a changed file is loaded whole again.",
}


@dataclass(frozen=True)
class Flow:
    """Rows for the table ``target``, whose comment is ``comment``: a stream, or all that the table ``is_whole`` of."""

    name: str
    target: str
    rows: Callable[[], DataFrame]
    comment: str
    is_whole: bool = False
    in_place: bool = False


def flows(spark: SparkSession, export: str, tables: list[str], project: Path, finance: str) -> Iterator[Flow]:
    """What fills bronze from an export, of these tables, and from the finance files; no ``export``, no tables.

    ``project`` is the folder of the dbt project, whose sources name the columns that its models read. Raises
    ``ExportError`` when neither the export nor a source describes a table.
    """
    send_by_value()
    register(spark)

    def stream(source: str, reader: str = "readStream", **options: str) -> Callable[[], DataFrame]:
        def rows() -> DataFrame:
            found = getattr(spark, reader).format(source).options(**options).load()
            return found.withColumn("_loaded_at", f.current_timestamp())

        return rows

    columns = {"path": finance, "columns": ",".join(FINANCE_COLUMNS)}
    yield Flow(TABLE, TABLE, stream("finance_csv", **columns), COMMENTS[TABLE])
    yield Flow(FINANCE_LOG, FINANCE_LOG, stream("finance_csv", rows=LOG, **columns), COMMENTS[FINANCE_LOG])
    if not export:
        return
    sources, found = declared(project), Export(located(export))
    for name in tables:
        read = sources[name.lower()].columns if name.lower() in sources else {}
        if not read and found.newest_model(name) is None:
            raise ExportError(f"c360.tables names {name}, which neither {export} nor a dbt source describes.")
        classic = found.classic(name)
        in_place = bool(classic and classic.in_place)
        rows = stream("synapse_link", path=export, table=name, columns=",".join(read), rows=COPY if in_place else GOOD)
        yield Flow(name, name, rows, f"Every exported row of {name}, as it came.", in_place=in_place)
    for name in METADATA_FILES:
        rows = stream("synapse_link", "read", path=export, table=name)
        yield Flow(name, name, rows, f"Labels of choice columns: {name}.", is_whole=True)
    rows = stream("synapse_link", path=export, table=",".join([*tables, *METADATA_FILES]), rows=LOG)
    yield Flow(LOAD_LOG, LOAD_LOG, rows, COMMENTS[LOAD_LOG])


def send_by_value() -> None:
    """Has functions of the project pickled with their code, because workers don't have its folder on their path."""
    register_pickle_by_value(python_helpers)


def views(schema: str, export: str) -> dict[str, str]:
    """The queries that follow from the logs in ``schema``, which ends with a dot if it isn't empty."""
    logs = " union all ".join(f"select * from {schema}{log}" for log in [FINANCE_LOG, *([LOAD_LOG] if export else [])])
    # a file that was rewritten begins again: what was known of it before is over
    begun = f"""
        select table_name, source_file, max_by(source_modified_at, _loaded_at) as begun_with,
            max(_loaded_at) as started_at
        from ({logs}) where first_byte = 0 and reason is null group by table_name, source_file
    """
    quarantine = f"""
        select
            bad.table_name,
            bad.first_byte,
            bad.last_byte,
            bad.raw_text,
            bad.reason,
            bad.source_file as _source_file,
            bad.source_row as _source_row,
            bad.source_modified_at as _source_modified_at,
            bad._loaded_at
        from ({logs}) as bad
        inner join ({begun}) as begun on bad.table_name = begun.table_name and bad.source_file = begun.source_file
        where bad.reason is not null and bad.source_modified_at >= begun.begun_with
    """
    load_state = f"""
        with newest as (
            select table_name, source_file, max_by(struct(*), struct(_loaded_at, last_byte)) as last
            from ({logs}) where reason is null group by table_name, source_file
        ), bad as (
            select table_name, _source_file as source_file, count(*) as row_count,
                sum(last_byte - first_byte + 1) as bytes
            from ({quarantine}) group by table_name, _source_file
        )
        select
            newest.table_name,
            newest.source_file,
            last.last_byte + 1 - coalesce(bad.bytes, 0) as bytes_loaded,
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
        inner join ({begun}) as begun
            on newest.table_name = begun.table_name and newest.source_file = begun.source_file
        left join bad on newest.table_name = bad.table_name and newest.source_file = bad.source_file
    """
    return {"quarantine": quarantine, "load_state": load_state}
