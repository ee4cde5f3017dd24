{#- How many of the attributes a record has. -#}
{% macro filled_attributes(attributes) -%}
    {%- for attribute in attributes -%}
    {{ ' + ' if not loop.first }}cast({{ attribute }} is not null as int)
    {%- endfor -%}
{%- endmacro %}
