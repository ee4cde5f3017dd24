{#- A text without white space around it; empty text is NULL. Zeros in front, as in a postcode, stay. -#}
{% macro clean_text(column) -%}
    nullif(trim(both ' ' || chr(9) || chr(10) || chr(13) || chr(160) from {{ column }}), '')
{%- endmacro %}
