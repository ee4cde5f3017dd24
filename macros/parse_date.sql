{#- A date in the notations of parse_timestamp; a time zone behind it doesn't move the day. -#}
{% macro parse_date(column) -%}
    case
        when {{ column }} like '____-__-__%' and {{ parse_timestamp(column) }} is not null
            then try_cast(left({{ column }}, 10) as date)
        else cast({{ parse_timestamp(column) }} as date)
    end
{%- endmacro %}
