"""The latest version of each customer that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    return current(dbt, session, dbt.ref("customer_history"))
