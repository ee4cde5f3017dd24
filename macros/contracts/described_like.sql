{#-
    Describes the columns of this model that its own .yml leaves out as `model_name` describes them, with their tags: what
    a gold table says of a column, its hand-over and its history say too. Nothing to do while dbt parses or in a unit test.
-#}
{% macro described_like(model_name) %}
    {% set own = config.model.columns if execute else {} %}
    {% for column in contract_columns(model_name) if own and column.name not in own %}
        {% do own.update({column.name: (own.values() | first).from_dict(column)}) %}
    {% endfor %}
    {% do return('') %}
{% endmacro %}
