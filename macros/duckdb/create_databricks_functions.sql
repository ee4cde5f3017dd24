{#-
    Gives DuckDB the Databricks functions that the models use and DuckDB lacks or defines otherwise. They are
    kept in the database file, so that a view opened by another program finds them too.
    system.main.f is DuckDB's own f, which a macro of the same name hides.
-#}
{% macro create_databricks_functions() %}
    {% if execute and target.type == 'duckdb' %}
        {% do run_query(databricks_functions()) %}
    {% endif %}
{% endmacro %}
