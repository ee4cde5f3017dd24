{#-
    Before customers_snapshot, which can't be made again: a column that the profile has got is added to it, NULL in earlier
    versions, because dbt would close the versions of all customers. A renamed column gets the values of the former one, so
    that no customer looks changed, and tables under former names go. The former columns stay, because Delta would need
    another protocol to drop them.
-#}
{% macro upgrade() %}
    {% set renamed = {'customer_number': 'source_key', 'region': 'state'} %}
    {% set snapshot = adapter.get_relation(this.database, this.schema, this.identifier) if execute %}
    {% set columns = adapter.get_columns_in_relation(snapshot) | map(attribute='name') | list if snapshot else [] %}
    {% for column in contract_columns('customers') if snapshot and column.name not in columns %}
        {% do run_query('alter table ' ~ snapshot ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) %}
        {% if renamed.get(column.name) in columns %}
            {% do run_query('update ' ~ snapshot ~ ' set ' ~ column.name ~ ' = ' ~ renamed[column.name]) %}
        {% endif %}
    {% endfor %}
    {% for schema, name in [('gold', 'customer_history'), ('silver', 'match_components')] if snapshot %}
        {% set former = adapter.get_relation(this.database, generate_schema_name(schema), name) %}
        {% do adapter.drop_relation(former) if former %}
    {% endfor %}
{% endmacro %}
