{#-
    dbt-databricks can't give a foreign key that names its parent by ref() the word `rely`, with which the optimizer may
    leave out joins (https://docs.databricks.com/aws/en/sql/user/queries/query-optimization-constraints). Every foreign
    key of this project has a test `relationships`, so it may be relied on.
-#}
{% macro databricks__alter_table_add_constraints(relation, model) %}
    {% for statement in get_constraints_sql(relation, get_model_constraints(model), model) %}
        {% do run_query(statement.rstrip(';') ~ (' rely' if ' foreign key(' in statement else '')) %}
    {% endfor %}
{% endmacro %}
