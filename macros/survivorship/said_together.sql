{#- What a record says of a group of attributes, as one text: records with the same text are one candidate. -#}
{% macro said_together(attributes) -%}
    lower(
        {%- for attribute in attributes %}
        {{ "|| '|' || " if not loop.first }}coalesce(cast({{ attribute }} as string), '')
        {%- endfor %}
    )
{%- endmacro %}
