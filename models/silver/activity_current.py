"""The latest version of each record of activitypointer that isn't deleted."""

from python_helpers.current import current


def model(dbt, session):
    return current(dbt, session, dbt.ref("activity_history"))
