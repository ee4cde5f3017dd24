"""Current state from history, as Databricks SQL that runs on what ``dbt.ref()`` gives on either engine."""


def current(dbt, session, history):
    """The version that stands last for each record of ``history`` that changed since the last build.

    ``history`` is a DuckDB relation or a Spark data frame with ``is_current``, ``is_deleted`` and ``_loaded_at``; the
    result is of the same kind. A first build gives the live records. A later one also gives the records that are
    deleted by now, so that the merge replaces them; the model's post-hook then removes them.
    """
    sql = "select * except (is_current, valid_to, exported_rows) from {history} where is_current and "
    if dbt.is_incremental:
        sql += f"_loaded_at > (select coalesce(max(_loaded_at), timestamp '1900-01-01') from {dbt.this})"
    else:
        sql += "not is_deleted"
    if hasattr(history, "sparkSession"):
        return session.sql(sql, history=history)
    return history.query("history", sql.format(history="history"))
