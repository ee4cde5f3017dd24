"""Fills bronze by a job, with what each stream has brought since its checkpoint."""

from collections.abc import Collection, Iterable

from pyspark.sql import SparkSession
from pyspark.sql.streaming import DataStreamWriter

from python_helpers.spark.flows import Flow, views
from python_helpers.spark.in_place import InPlace


def load(
    spark: SparkSession,
    schema: str,
    flows: Iterable[Flow],
    export: str,
    checkpoints: str,
    accepted: Collection[str] = (),
) -> None:
    """Loads the tables of ``schema``; ``checkpoints`` is a folder, ``accepted`` the tables whose deletes are true."""
    for flow in flows:
        table = f"{schema}.{flow.target}"
        if flow.is_whole:
            flow.rows().write.mode("overwrite").option("overwriteSchema", "true").saveAsTable(table)
        elif flow.in_place:
            files = InPlace(spark, schema, export, flow.target, flow.target.lower() in accepted)
            _stream(flow, checkpoints).foreachBatch(files.add).start().awaitTermination()
            files.find_gone()
        else:
            _stream(flow, checkpoints).toTable(table).awaitTermination()
    for name, sql in views(f"{schema}.", export).items():
        spark.sql(f"create or replace view {schema}.{name} as {sql}")


def _stream(flow: Flow, checkpoints: str) -> DataStreamWriter:
    writer = flow.rows().writeStream.queryName(flow.name).option("checkpointLocation", f"{checkpoints}/{flow.name}")
    return writer.option("mergeSchema", "true").trigger(availableNow=True)
