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


{#- A query of the names of all segments, those of seeds/segment_rules.csv and those in SQL. -#}
{% macro all_segments() %}
    select distinct segment
    from {{ ref('segment_rules') }}
    {%- for name in segments_in_sql() %}
    union distinct
    select '{{ name }}' as segment
    {%- endfor %}
{% endmacro %}
