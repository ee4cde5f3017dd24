"""The latest version of each customer that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    dbt.config(materialized="incremental", incremental_strategy="delete+insert", unique_key="customer_id")
    return current(dbt, session, dbt.ref("customer_history"))
