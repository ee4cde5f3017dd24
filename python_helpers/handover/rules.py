"""What Customer Insights accepts, rule by rule: what each demands, and how to fix what breaks it.

The rules are those of learn.microsoft.com, dynamics365/customer-insights/data: connect-delta-lake,
connect-common-data-model, incremental-refresh-data-sources, and of the article common-data-ingestion-errors.
"""

from dataclasses import dataclass
from datetime import timedelta

# Days of versions to keep, digits of a decimal, bytes of a partition and files in a folder.
HISTORY = timedelta(days=15)
DIGITS = 16
PARTITION_BYTES, PARTITION_FILES = 1_000_000_000, 1000
# The keys of our own tables; of others, any column may be the key.
KEYS = {
    "Customer": "customer_id",
    "CustomerActivity": "event_id",
    "CustomerAlternateKey": "alternate_key_id",
    "CustomerFinance": "finance_record_id",
    "CustomerMeasure": "customer_id",
    "CustomerSegment": "customer_segment_id",
}

# What a rule says, and how to fix its violation.
RULES = {
    "folder": (
        "The folder holds Delta tables directly below it, one folder each, or one *.manifest.cdm.json or model.json.",
        "Name the folder that holds the tables or the manifest, and write tables directly into it; it can't be the "
        "root of the container.",
    ),
    "name": (
        "Names of the folder and of tables begin with a letter and have only letters, digits and underscores.",
        "Write the table under another name; a managed table of Unity Catalog needs an external location instead.",
    ),
    "readable": (
        "Each file is complete and can be read.",
        "Write the table again, or restore the file from where it came.",
    ),
    "description": (
        "A manifest or model.json describes each table: its name, its attributes and where its files are, all in this "
        "folder.",
        "Write the description again with the tool that made it, with every table in full: no references to other "
        "models, to groups of attributes or to schemas elsewhere.",
    ),
    "reader version": (
        "The Delta reader version is 1 or 2.",
        "Create the table again without the features that ask for version 3, or drop them: ALTER TABLE … DROP FEATURE "
        "… TRUNCATE HISTORY.",
    ),
    "deletion vectors": (
        "A Delta table has no deletion vectors.",
        "ALTER TABLE … SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'false'); REORG TABLE … APPLY (PURGE); "
        "ALTER TABLE … DROP FEATURE deletionVectors.",
    ),
    "clustering": (
        "A Delta table has no liquid clustering.",
        "ALTER TABLE … CLUSTER BY NONE; ALTER TABLE … DROP FEATURE clustering; partition it instead, or not at all.",
    ),
    "type widening": (
        "No column of a Delta table had its type widened.",
        "ALTER TABLE … DROP FEATURE typeWidening, which writes the files again.",
    ),
    "type": (
        "Columns have no type timestamp_ntz or variant, and Parquet files no INT96.",
        "Cast to TIMESTAMP (in UTC) or STRING. For INT96 set spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS.",
    ),
    "decimal": (f"Decimals have at most {DIGITS} digits.", f"Cast to decimal({DIGITS}, …)."),
    "history": (
        "At least 15 days of versions are kept, without a gap, with the files that they need.",
        "ALTER TABLE … SET TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 30 days', "
        "'delta.deletedFileRetentionDuration' = 'interval 30 days'), and no VACUUM with a shorter time. When versions "
        "are lost already, run a one-time full refresh in Customer Insights.",
    ),
    "merge": (
        "Rows change by merge; a version that replaces all rows makes Customer Insights read all of them again.",
        "Write with MERGE, and without dbt's --full-refresh. Nothing to fix in what was replaced.",
    ),
    "primary key": (
        "One column of type string, integer or GUID is the primary key: in every row, and each value once.",
        "Make one column of the several that are the key, and keep one row of each.",
    ),
    "partition": (
        "Each table of a Common Data Model folder names partitions, which exist; up to 1000 files in a folder, each up "
        "to 1 GB.",
        "List each file in dataPartitions of the manifest, and write files of 16 MB to 1 GB.",
    ),
    "format": (
        "Partitions are CSV or Parquet; a model.json can describe only CSV.",
        "Describe Parquet in a *.manifest.cdm.json, with the trait is.partition.format.parquet.",
    ),
    "attribute": (
        "A table's attributes are the columns of its files, by name and type.",
        "Write the .cdm.json (or model.json) and the files from the same columns.",
    ),
    "value": (
        "Each value is one of its attribute's type; dates and times are ISO 8601 or en-US, the same in the whole "
        "table, or in a format that the table declares.",
        "Write timestamps as 2026-01-31T06:15:00Z, or declare the format with the trait is.formatted.dateTime.",
    ),
    "increment": (
        "Increments lie in IncrementalData/yyyy/mm/dd/hh/Upserts and …/Deletes, beside FullData, and have a dateTime "
        "attribute that is never empty: Last updated.",
        "Move the files to the UTC hour in which they were written, and give each row the time of its change.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Violation:
    """A rule that is broken, by which table, and how."""

    table: str
    rule: str
    found: str

    @property
    def demand(self) -> str:
        """What the rule says."""
        return RULES[self.rule][0]

    @property
    def fix(self) -> str:
        """How to fix it."""
        return RULES[self.rule][1]
