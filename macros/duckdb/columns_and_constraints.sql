{#-
    The columns of a table with an enforced contract, without its primary key: on Databricks a key is information,
    DuckDB would keep an index for it that takes longer than the table, and the test `unique` proves the same.
-#}
{% macro duckdb__get_table_columns_and_constraints() %}
    ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }})
{% endmacro %}
