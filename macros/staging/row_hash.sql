{#- One text for the content of a row, so that two rows can be told to be the same. -#}
{% macro row_hash(columns) -%}
    md5(concat(
        {%- for column in columns %}
        coalesce({{ column }}, '') {%- if not loop.last %}, chr(31), {%- endif %}
        {%- endfor %}
    ))
{%- endmacro %}
