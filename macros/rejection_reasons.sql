{#- The columns of a staging model that hold rejected values, and why they were rejected, from its .yml. -#}
{% macro rejection_reasons(model_name) %}
    {% set found = {} %}
    {#- while dbt parses, there is no graph yet -#}
    {% if execute %}
        {% for node in graph.nodes.values() if node.name == model_name and node.resource_type == 'model' %}
            {% for column in node.columns.values() if column.name.endswith('_rejected') and column.name != 'row_rejected' %}
                {% if 'reason' not in column.config.meta %}
                    {{ exceptions.raise_compiler_error(
                        node.patch_path.split('://')[1] ~ ': ' ~ column.name ~ ' of ' ~ model_name
                        ~ ' lacks its reason. Write config: {meta: {reason: not a number}}, or whatever is wrong with it.'
                    ) }}
                {% endif %}
                {% do found.update({column.name: column.config.meta.reason}) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
