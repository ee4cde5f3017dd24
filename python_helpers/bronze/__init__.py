"""Loads the export into bronze on the embedded engine; the pipeline on Databricks shares what reads files."""
