"""The latest version of each customer that isn't deleted; a Python model as a pattern for teams that like Python.

It imports nothing of the project, so on Databricks its job needs no package, and no file of another deployment.
"""


def model(dbt, session):
    """The customers whose history changed since the last build; of a first build, the live ones.

    On DuckDB ``dbt.ref`` gives a relation, on Spark a data frame, and the result is of the same kind. A later build
    also gives the customers that are deleted by now, so that the merge replaces them; the post-hook then removes them.
    """
    history = dbt.ref("customer_history")
    sql = "select * except (is_current, valid_to, exported_rows) from {history} where is_current and "
    if dbt.is_incremental:
        sql += f"_loaded_at > (select coalesce(max(_loaded_at), timestamp '1900-01-01') from {dbt.this})"
    else:
        sql += "not is_deleted"
    if hasattr(history, "sparkSession"):
        return session.sql(sql, history=history)
    return history.query("history", sql.format(history="history"))
