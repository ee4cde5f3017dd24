"""The latest version of each record of contact that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    return current(dbt, session, dbt.ref("contact_history"))
