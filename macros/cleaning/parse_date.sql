{#- A date in the notations of parse_timestamp; a time zone after it doesn't move the day. -#}
{% macro parse_date(column) -%}
    case
        when length({{ column }}) = 10 and {{ column }} like '____-__-__' then try_cast({{ column }} as date)
        when {{ column }} like '____-__-__%'
            then case when {{ parse_timestamp(column) }} is not null then try_cast(left({{ column }}, 10) as date) end
        else cast({{ parse_timestamp(column) }} as date)
    end
{%- endmacro %}
