{#- The text of a value that was given but could not be used; NULL when all is well. -#}
{% macro rejected(text, value) -%}
    case when {{ value }} is null then {{ text }} end as {{ value }}_rejected
{%- endmacro %}
