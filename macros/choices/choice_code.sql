{#- A code without blanks and empty decimals, so that ' 1' and 1.0 are the code 1. -#}
{% macro choice_code(text) -%}
    regexp_replace(trim({{ text }}), '[.]0*$', '')
{%- endmacro %}
