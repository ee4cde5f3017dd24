"""Loads a project's export without dbt."""

import duckdb

from python_helpers.bronze.load import Loader
from support.project import Project

TABLES = {"crc33_customer": ("dataverse", ["Id", "crc33_name"]), "customer_finance": ("finance", ["cid", "income"]),
          "load_state": ("loader", [])}  # fmt: skip


SOURCES = [
    {"unique_id": name, "name": name, "identifier": name, "source_name": source, "schema": "bronze",
     "columns": dict.fromkeys(columns)} for name, (source, columns) in TABLES.items()
]  # fmt: skip


def loaded(project: Project) -> None:
    with duckdb.connect(project.database) as database:
        Loader(database, SOURCES, str(project.export), str(project.finance)).run(set(TABLES))


def rows(project: Project, columns: str, table: str = "crc33_customer") -> list[tuple]:
    return project.query(f"select {columns} from bronze.{table} order by all")
