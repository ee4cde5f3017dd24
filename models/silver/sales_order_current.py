"""The latest version of each record of salesorder that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    return current(dbt, session, dbt.ref("sales_order_history"))
