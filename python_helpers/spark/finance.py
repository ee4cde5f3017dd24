"""The data source ``finance_csv``: the rows of the finance files; a file that changed is read again as a whole.

``spark.readStream.format("finance_csv").option("columns", "cid,income").load("/folder/*.csv")``; ``rows`` as in
``synapse_link``.
"""

from pathlib import Path

from pyspark.sql.datasource import DataSource
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from python_helpers.bronze.finance import ADVICE, finance_part, find_finance
from python_helpers.bronze.parts import changed_at, file_hash, stat
from python_helpers.export.lake import is_lake
from python_helpers.export.model import ExportError
from python_helpers.spark.reading import Reader, Reading, Rows, StreamReader, log

TABLE = "customer_finance"


class FinanceFiles(DataSource):
    """The finance files that a path or a glob names. Raises ``ExportError`` when there are none."""

    @classmethod
    def name(cls) -> str:
        """The format's name."""
        return "finance_csv"

    def schema(self) -> StructType:
        """The columns of the option."""
        return from_arrow_schema(self.rows.schema(self.columns))

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
    def columns(self) -> list[str]:
        """The columns that the options name."""
        return [name.strip() for name in self.options["columns"].split(",")]

    def _files(self) -> dict[str, Path]:
        if is_lake(self.options["path"]):
            raise ExportError(f"{self.options['path']}: finance files in a lake can't be read here. Use a volume.")
        return find_finance(self.options["path"])

    def begin(self) -> dict:
        """No file."""
        return {}

    def advance(self, start: dict) -> tuple[dict, list[Reading]]:
        """The new offset, the state of each file, and what to read."""
        end, readings, warnings = dict(start), [], []
        for label, file in self._files().items():
            seen, now = start.get(label), _state(file)
            if seen and (seen[:3] == now or seen[3] == file_hash(file)):
                end[label] = [*now, seen[3]]
                continue
            parts = finance_part(self.columns, file, label, warnings)
            readings += [Reading(part, table=TABLE) for part in parts]
            end[label] = [*now, file_hash(file)]
        log(warnings)
        return end, readings

    def between(self, start: dict, end: dict) -> list[Reading]:
        """What ``advance`` gave, after a stop."""
        changed = [label for label, state in end.items() if (start.get(label) or [None])[-1] != state[-1]]
        files = self._files()
        parts = [finance_part(self.columns, files[label], label, []) for label in changed if label in files]
        return [Reading(part, table=TABLE) for some in parts for part in some]


def _state(file: Path) -> list:
    size, modified_at = stat(file, ADVICE)
    return [size, modified_at.isoformat(), changed_at(file).isoformat()]
