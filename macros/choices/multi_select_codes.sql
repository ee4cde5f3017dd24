{#- The codes of a selection as the export has them, 1;2;3; landed tables also have 1,2,3, and arrays, as text [1, 2, 3]. -#}
{% macro multi_select_codes(text) -%}
    nullif(translate({{ text }}, ',[] ', ';'), '')
{%- endmacro %}
