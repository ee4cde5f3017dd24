{#- The columns of a model as its .yml describes them: name, data_type, description, config. Empty while dbt parses. -#}
{% macro contract_columns(model_name) %}
    {% set node = graph.get('nodes', {}).get('model.' ~ project_name ~ '.' ~ model_name, {}) %}
    {% do return(node.get('columns', {}).values() | list) %}
{% endmacro %}
