"""The data source ``synapse_link``: the bronze rows of a table, as the local loader has them, in batches and streams.

``spark.read.format("synapse_link").option("table", "contact").load(root)``. Options:

- ``table``: the exported table, or one of the choice labels, such as ``optionset_metadata``;
- ``columns``: columns to have beside those of the export, with commas between; they are NULL until the export has them;
- ``rows``: with ``log``, not the rows, but what was read of each file and which of its rows fit no columns; ``table``
  may name several then, with commas between.

(pyspark.sql.datasource; offsets are those of python_helpers.spark.offset)
"""

from dataclasses import replace

from pyspark.sql import SparkSession
from pyspark.sql.datasource import DataSource
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from python_helpers.bronze.parts import metadata_part
from python_helpers.bronze.stretches import OWN
from python_helpers.export.lake import is_lake
from python_helpers.export.lake_path import LakePath
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, ExportError
from python_helpers.spark.finance import FinanceFiles
from python_helpers.spark.offset import Offset, advance, between
from python_helpers.spark.reading import LOG, Reader, Reading, Rows, StreamReader, log


def register(spark: SparkSession) -> None:
    """Makes the formats ``synapse_link`` and ``finance_csv`` known to a session."""
    spark.dataSource.register(SynapseLink)
    spark.dataSource.register(FinanceFiles)


def located(path: str) -> str | LakePath:
    """A folder, or the path of a lake's address. Raises ``LakeError``."""
    path = path.removeprefix("file://")
    return LakePath.at(path) if is_lake(path) else path.removeprefix("dbfs:")


class SynapseLink(DataSource):
    """A table of a Synapse Link export. Raises ``ExportError`` when an option or the export is wrong."""

    @classmethod
    def name(cls) -> str:
        """The format's name."""
        return "synapse_link"

    def schema(self) -> StructType:
        """The columns, by what the newest description of the table says."""
        return from_arrow_schema(self.rows.schema([] if self.rows.kind == LOG else self.columns))

    def reader(self, schema: StructType) -> Reader:
        """Reads all that there is."""
        return Reader(self, self.rows, schema.names)

    def streamReader(self, schema: StructType) -> StreamReader:
        """Reads what comes."""
        return StreamReader(self, self.rows, schema.names)

    @property
    def rows(self) -> Rows:
        """Which rows the options ask for."""
        return Rows.given(self.options)

    @property
    def root(self) -> str | LakePath:
        """Where the export is."""
        if not self.options.get("path") or not self.options.get("table"):
            raise ExportError('Say which table of which export: .option("table", "contact").load("/folder").')
        return located(self.options["path"])

    @property
    def tables(self) -> list[str]:
        """The tables."""
        return [name.strip() for name in self.options["table"].split(",")]

    @property
    def columns(self) -> list[str]:
        """The columns of the table."""
        export, name = Export(self.root), self.options["table"]
        if name in METADATA_FILES:
            return METADATA_FILES[name][1].split()
        model = export.newest_model(name)
        more = [column.strip() for column in self.options.get("columns", "").split(",") if column.strip()]
        if model is None and not more:
            raise ExportError(f"{self.root} doesn't describe a table {name}.")
        columns = list(model.names) if model else []
        known = {column.lower() for column in columns}
        columns += [column for column in more if column.lower() not in known]
        return [column for column in columns if column.lower() not in OWN]

    def begin(self) -> dict:
        """Nothing of any table."""
        return {name: {} for name in self.tables}

    def advance(self, start: dict) -> tuple[dict, list[Reading]]:
        """The new offset, by table, and what to read."""
        end, readings = {}, []
        for name in self.tables:
            end[name], found = _advance(self.root, name, start[name])
            readings += [replace(reading, table=name) for reading in found]
        return end, readings

    def between(self, start: dict, end: dict) -> list[Reading]:
        """What ``advance`` gave, after a stop."""
        readings = []
        for name in self.tables:
            found = _between(self.root, name, start[name], end[name])
            readings += [replace(reading, table=name) for reading in found]
        return readings


def _advance(root: str | LakePath, name: str, start: dict) -> tuple[dict, list[Reading]]:
    if name in METADATA_FILES:
        return _labels(root, name, start)
    begun = Offset(**start)
    export = Export(root, begun)
    end, readings = advance(export, name, begun)
    log(export.warnings)
    return start if end == begun else end.as_dict(), readings


def _between(root: str | LakePath, name: str, start: dict, end: dict) -> list[Reading]:
    if name in METADATA_FILES:
        return _labels(root, name, start)[1]
    return between(Export(root, Offset(**end)), name, Offset(**start), Offset(**end))


def _labels(root: str | LakePath, name: str, start: dict) -> tuple[dict, list[Reading]]:
    """The newest file of choice labels; the whole of it when it changed."""
    file_name, columns = METADATA_FILES[name]
    after = start.get("folder", "")
    export = Export(root, Offset(after))
    end = start | {"folder": max([after, *(folder.name for folder in export.finished)])}
    for file in export.metadata_files(file_name, after):
        part = metadata_part(file, file.relative_to(export.root).as_posix(), columns.split())
        state = [part.label, part.size, part.changed_at.isoformat()]
        # that of a folder is newer than that of the root
        is_older = part.label.count("/") < start.get("file", [""])[0].count("/")
        if not is_older and state != start.get("file") and part.size:
            return end | {"file": state}, [Reading(part)]
    return end, []
