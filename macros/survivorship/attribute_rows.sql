{#- Each attribute with its group, as rows of values. -#}
{% macro attribute_rows(groups) -%}
    {%- for group, attributes in groups.items() -%}
    {%- set last_group = loop.last -%}
    {%- for attribute in attributes %}
        ('{{ group }}', '{{ attribute }}'){{ ',' if not (loop.last and last_group) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
