{#- A text as true or false; NULL when it is neither. -#}
{% macro boolean(text) -%}
    case when lower({{ text }}) in ('true', '1') then true when lower({{ text }}) in ('false', '0') then false end
{%- endmacro %}
