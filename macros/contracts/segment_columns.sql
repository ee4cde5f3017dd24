{#-
    What a segment rule can name: the columns of gold.customers and gold.customer_measures with their table, and whether
    they are numbers, by name, with their type. The two have customer_id in common, which no rule names, nor as_of_date.
-#}
{% macro segment_columns() %}
    {% set columns = {} %}
    {% for table in ['customers', 'customer_measures'] %}
        {% for column in contract_columns(table) if column.name not in ['customer_id', 'as_of_date'] %}
            {% set type = column.data_type.partition('(')[0] %}
            {% set is_number = type in ['int', 'bigint', 'double', 'decimal'] %}
            {% do columns.update({column.name: {'table': table, 'is_number': is_number, 'type': type}}) %}
        {% endfor %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}
