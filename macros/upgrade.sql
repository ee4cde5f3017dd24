{#-
    Before customers_snapshot, for a database of an earlier version, of which the snapshot is what can't be made again: it
    gets its renamed columns with the values of the former ones, so that no customer looks changed, and tables under former
    names go. The former columns stay, because Delta would need another protocol to drop them.
-#}
{% macro upgrade() %}
    {% set snapshot = adapter.get_relation(this.database, this.schema, this.identifier) if execute %}
    {% set columns = adapter.get_columns_in_relation(snapshot) | map(attribute='name') | list if snapshot else [] %}
    {% for former, name in {'source_key': 'customer_number', 'state': 'region'}.items() %}
        {% if former in columns and name not in columns %}
            {% do run_query('alter table ' ~ snapshot ~ ' add column ' ~ name ~ ' string') %}
            {% do run_query('update ' ~ snapshot ~ ' set ' ~ name ~ ' = ' ~ former) %}
        {% endif %}
    {% endfor %}
    {% for schema, name in [('gold', 'customer_history'), ('silver', 'match_components')] if snapshot %}
        {% set former = adapter.get_relation(this.database, generate_schema_name(schema), name) %}
        {% do adapter.drop_relation(former) if former %}
    {% endfor %}
{% endmacro %}
