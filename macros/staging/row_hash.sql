{#- One text for the content of a row, so that equal rows can be found. -#}
{% macro row_hash(columns) -%}
    md5(concat(
        {%- for column in columns %}
        coalesce({{ column }}, '') {%- if not loop.last %}, chr(31), {%- endif %}
        {%- endfor %}
    ))
{%- endmacro %}
