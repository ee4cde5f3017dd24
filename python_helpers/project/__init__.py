"""Looks after the dbt project: declares tables, compares them with the export, writes seeds and pages."""
