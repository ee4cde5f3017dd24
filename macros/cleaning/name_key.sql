{#- By what a text is looked up in a seed of names: without case and dots, and with single blanks. -#}
{% macro name_key(text) -%}
    replace(lower(trim(regexp_replace({{ text }}, '[ ' || chr(9) || chr(10) || chr(13) || ']+', ' '))), '.', '')
{%- endmacro %}
