{#- The attributes of a customer by their group, as the .yml says of the columns of customer_records. -#}
{% macro attribute_groups() %}
    {% set groups = {} %}
    {% for column in contract_columns('customer_records') if column.config.meta.attribute_group %}
        {% do groups.setdefault(column.config.meta.attribute_group, []).append(column.name) %}
    {% endfor %}
    {% do return(groups) %}
{% endmacro %}
