{#- What the .yml says of the metric view, or of one of its columns, as a text of YAML. -#}
{% macro described(column=none) -%}
    {%- set said = model if column is none else model.columns.get(column, {}) -%}
    {{ tojson(said.get('description', '') | trim) }}
{%- endmacro %}
