"""The latest version of each record of opportunity that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    return current(dbt, session, dbt.ref("opportunity_history"))
