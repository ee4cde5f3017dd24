"""Bronze on Databricks: streaming tables of a Synapse Link container and of the finance files.

A declarative pipeline, formerly Delta Live Tables. Its configuration:

- ``c360.reader``: cloudFiles on Databricks (Auto Loader); without it, the file stream of open-source Spark;
- ``c360.export``: root of the container, on Databricks the path of a volume; empty if bronze is views of landed tables;
- ``c360.tables``: the exported tables to load, separated by commas; a table missing from the container is empty;
- ``c360.project``: the folder of the dbt project, whose sources name the columns that its models read;
- ``c360.finance``: path or glob of the finance files.

Each file is read once. An incremental folder is read when its model.json comes, because then it is finished. On
Databricks, a file of the classic layout that has grown is read again from its start, and silver recognizes the rows it
already has. A row that can't be read keeps its text in _rescued_data, without other values, so silver rejects it.
"""

import copyreg
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import RLock

import pandas as pd
from pyspark import pipelines
from pyspark.cloudpickle import register_pickle_by_value
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType, TimestampType

import python_helpers
from python_helpers.bronze.incremental import stretch_rows, stretches
from python_helpers.export.finance import read_rows
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, ExportError
from python_helpers.export.records import line_end
from python_helpers.project.sources import declared

BINARY_FILE = "path string, modificationTime timestamp, length bigint, content binary"
FINANCE_COLUMNS = ["cid", "income", "spend", "credit_limit", "currency", "as_of_date"]

# workers don't have the project's folder on their path, so its functions are pickled with their code
register_pickle_by_value(python_helpers)
# up to Python 3.11, a cached_property has a lock
copyreg.pickle(type(RLock()), lambda _: (RLock, ()))

# Databricks gives pipelines their session under this name
spark = globals().get("spark") or SparkSession.active()
root = spark.conf.get("c360.export")
export = Export(root) if root else None
finance = spark.conf.get("c360.finance")


def text(*names: str) -> StructType:
    return StructType([StructField(name, StringType()) for name in names])


def csv_options(file: Path | None) -> dict[str, str]:
    """How to read CSV with the line ends of ``file``; without them Spark would change line ends within quotes."""
    options = {"escape": '"', "multiLine": "true", "columnNameOfCorruptRecord": "_corrupt_record"}
    if file and (size := file.stat().st_size):
        options["lineSep"] = line_end(file, 0, size).encode().decode("unicode_escape")
    return options


def stream(kind: str, schema: StructType | str, files: str, **options: str) -> DataFrame:
    """The rows of all new files, read as ``kind`` (csv, binaryFile)."""
    reader = spark.readStream.schema(schema).options(**options)
    if spark.conf.get("c360.reader", "") == "cloudFiles":
        options = {"cloudFiles.format": kind, "cloudFiles.allowOverwrites": "true"}
        return reader.format("cloudFiles").options(**options).load(files)
    return reader.format(kind).load(files)


@f.pandas_udf("bigint")
def row_in_file(names: Iterator[pd.Series]) -> Iterator[pd.Series]:
    # A CSV record can hold line ends, so Spark reads each file in one piece, in the order of its rows.
    file, number = None, 0
    for batch in names:
        numbers = []
        for name in batch:
            number = number + 1 if name == file else 1
            file = name
            numbers.append(number)
        yield pd.Series(numbers)


def where_from(folder: str, row: Column) -> list[Column]:
    return [
        f.concat(f.lit(folder), "_metadata.file_name").alias("_source_file"),
        row.alias("_source_row"),
        f.col("_metadata.file_modification_time").alias("_source_modified_at"),
        f.current_timestamp().alias("_loaded_at"),
    ]


def csv_rows(read: DataFrame, columns: list[str], folder: str, lacking: Collection[str] = ()) -> DataFrame:
    """Rows of CSV files without header: ``columns`` and _rescued_data as text, and their origin.

    The columns in ``lacking`` are NULL.
    """
    cells = [f.when(f.col("_corrupt_record").isNull(), f.col(column)).alias(column) for column in columns]
    cells += [f.lit(None).cast("string").alias(column) for column in lacking]
    rescued = f.col("_corrupt_record").alias("_rescued_data")
    return read.select(*cells, rescued, *where_from(folder, row_in_file("_metadata.file_name")))


def change_log(name: str, columns: list[str], lacking: list[str], files: list[Path]) -> None:
    options = csv_options(files[0])

    @pipelines.append_flow(target=name, name=f"{name}_classic")
    def rows() -> DataFrame:
        read = stream("csv", text(*columns, "_corrupt_record"), f"{export.root}/{name}/*.csv", **options)
        return csv_rows(read, columns, f"{name}/", lacking)


def no_rows(name: str, columns: list[str]) -> None:
    """Adds a flow without rows: a table needs a flow, and a missing folder can't be read. No file matches its glob."""

    @pipelines.append_flow(target=name, name=f"{name}_none")
    def rows() -> DataFrame:
        return csv_rows(stream("csv", text(*columns, "_corrupt_record"), f"{export.root}/*.none"), columns, "")


def incremental_change_log(name: str, columns: list[str]) -> None:
    folder = str(export.root)
    stretch = "file string, rows_before bigint, widest bigint, start bigint, end bigint"
    found = text(*columns, "_rescued_data").fields
    found += [StructField("_source_row", LongType()), StructField("_source_modified_at", TimestampType())]
    cut = f.udf(lambda path: list(stretches(folder, path.split("/")[-2], name)), f"array<struct<{stretch}>>")
    read = f.udf(lambda part: list(stretch_rows(folder, name, columns, *part)), ArrayType(StructType(found)))

    @pipelines.append_flow(target=name, name=f"{name}_incremental")
    def rows() -> DataFrame:
        models = stream("binaryFile", BINARY_FILE, f"{folder}/????-??-??T*Z/model.json")
        parts = models.where("length > 0").select(f.explode(cut("path")).alias("part"))
        return parts.select("part.file", f.explode(read("part")).alias("row")).select(
            *[f"row.{column}" for column in [*columns, "_rescued_data"]],
            f.col("file").alias("_source_file"),
            "row._source_row",
            "row._source_modified_at",
            f.current_timestamp().alias("_loaded_at"),
        )


def choice_labels(name: str, columns: list[str], file: Path | None) -> None:
    @pipelines.materialized_view(name=name, comment=f"Labels of choice columns: {name}.")
    def rows() -> DataFrame:
        if file is None:
            names = {**dict.fromkeys([*columns, "_rescued_data", "_source_file"], "string"), "_source_row": "bigint"}
            names |= {"_source_modified_at": "timestamp", "_loaded_at": "timestamp"}
            return spark.range(0).select(*[f.lit(None).cast(kind).alias(column) for column, kind in names.items()])
        read = spark.read.schema(text(*columns, "_corrupt_record")).options(**csv_options(file)).csv(str(file))
        return csv_rows(read, columns, f"{file.parent.name}/")


@pipelines.table(name="customer_finance", comment="The finance files as text; a changed file is loaded whole again.")
def customer_finance() -> DataFrame:
    number = StructField("_source_row", LongType())
    schema = ArrayType(StructType([*text(*FINANCE_COLUMNS, "_rescued_data").fields, number]))
    records = f.udf(lambda content, name: list(read_rows(bytes(content), FINANCE_COLUMNS, name)), schema)
    files = stream("binaryFile", BINARY_FILE, finance)
    row = f.explode(records("content", "_metadata.file_name")).alias("row")
    return files.select(row, "_metadata").select(
        *[f"row.{name}" for name in [*FINANCE_COLUMNS, "_rescued_data"]], *where_from("", f.col("row._source_row"))
    )


if export:
    sources = declared(Path(spark.conf.get("c360.project")))
    for name in map(str.strip, spark.conf.get("c360.tables").split(",")):
        table = export.table(name)
        if table is None and name.lower() not in sources:
            raise ExportError(f"c360.tables names {name}, which neither {export.root} nor a dbt source describes.")
        columns = table.model.names if table else []
        known = {column.lower() for column in columns}
        read = sources[name.lower()].columns if name.lower() in sources else []
        lacking = [column for column in read if column.lower() not in known]
        pipelines.create_streaming_table(name, comment=f"Every exported row of {name}, as it came.", cluster_by=["Id"])
        classic = [file.path for file in table.files if not file.folder] if table else []
        if classic:
            change_log(name, columns, lacking, classic)
        if export.time_folders:
            incremental_change_log(name, [*columns, *lacking])
        if not (classic or export.time_folders):
            no_rows(name, [*columns, *lacking])
    for name, (file, columns) in METADATA_FILES.items():
        choice_labels(name, columns.split(), next(iter(export.metadata_files(file)), None))
