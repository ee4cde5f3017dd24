{#- The names of the segments in SQL: the models in models/marts/segments but customer_segments. Empty while dbt parses. -#}
{% macro segments_in_sql() %}
    {% set names = [] %}
    {% for node in graph.get('nodes', {}).values() if node.resource_type == 'model' %}
        {% if node.fqn[1:3] == ['marts', 'segments'] and node.name != 'customer_segments' %}
            {% do names.append(node.name) %}
        {% endif %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}
