{#- A name as words: win_back as Win back. -#}
{% macro words(column) -%}
    concat(upper(left({{ column }}, 1)), replace(substring({{ column }}, 2), '_', ' '))
{%- endmacro %}
