{#-
    A date in the notations of parse_timestamp, or as 1985/11/09, 1985.11.09 or 19851109; with `day_first` also as 09.11.1985,
    9/11/1985 or 09-11-1985. A time zone after it doesn't move the day. With `zone`, the name of a time zone, a UTC time
    other than midnight is read as the day that it is there.
-#}
{% macro parse_date(column, day_first=false, zone=none) -%}
    {%- set read = parse_timestamp(column) -%}
    {%- set day = 'cast(' ~ read ~ ' as date)' -%}
    {%- set local = 'cast(from_utc_timestamp(' ~ read ~ ", '" ~ zone ~ "') as date)" -%}
    case
        when length({{ column }}) = 10 and {{ column }} like '____-__-__' then try_cast({{ column }} as date)
        when regexp_like({{ column }}, '^[12][0-9]{3}[/.][0-9]{2}[/.][0-9]{2}( 00:00(:00)?)?$')
            then try_cast(translate(left({{ column }}, 10), '/.', '--') as date)
        {%- if zone %}
        when {{ column }} like '____-__-___%' and substring({{ column }}, 12, 5) <> '00:00' then {{ local }}
        when {{ column }} like '%/% %' and {{ column }} not like '% 12:00:00 AM' then {{ local }}
        {%- endif %}
        when {{ column }} like '____-__-__%'
            then case when {{ read }} is not null then try_cast(left({{ column }}, 10) as date) end
        when regexp_like({{ column }}, '^[12][0-9]{3}[01][0-9][0-3][0-9]$')
            then try_cast(
                left({{ column }}, 4) || '-' || substring({{ column }}, 5, 2) || '-' || right({{ column }}, 2) as date
            )
        {%- if day_first %}
        {%- set parts = 'split_part(translate(' ~ column ~ ", './ ', '---'), '-', " %}
        when regexp_like({{ column }}, '^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}( 00:00(:00)?)?$')
            then try_cast(
                {{ parts }}3) || '-' || right('0' || {{ parts }}2), 2) || '-' || right('0' || {{ parts }}1), 2) as date
            )
        {%- endif %}
        else {{ day }}
    end
{%- endmacro %}

