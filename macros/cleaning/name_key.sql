{#- By what a text is looked up in a seed of names: without case, dots and blanks around it. -#}
{% macro name_key(text) -%}
    replace(lower(trim({{ text }})), '.', '')
{%- endmacro %}
