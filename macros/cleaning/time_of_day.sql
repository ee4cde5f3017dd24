{#- A time of day as text, HH:mm:ss; NULL when it is none. Databricks has no type for it. -#}
{% macro time_of_day(text) -%}
    case
        when regexp_like({{ text }}, '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?$')
            then left({{ text }} || ':00', 8)
    end
{%- endmacro %}
