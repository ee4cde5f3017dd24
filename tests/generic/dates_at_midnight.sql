{#-
    Dates come without a time or with midnight. If most values of this column of bronze are UTC times that are midnight in
    another time zone, they would be read as the day before or after, unless date_time_zones names the zone of the table.
-#}
{% test dates_at_midnight(model, column_name) %}

{{ config(severity='warn') }}
{#- of zones that fit alike, the first is named -#}
{%- set zones = [
    'Europe/Berlin', 'Europe/London', 'Europe/Helsinki', 'Europe/Moscow', 'America/New_York', 'America/Chicago',
    'America/Denver', 'America/Los_Angeles', 'America/Sao_Paulo', 'Asia/Dubai', 'Asia/Kolkata', 'Asia/Bangkok',
    'Asia/Shanghai', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland',
] -%}
{%- for hours in range(1, 13) -%}
    {%- do zones.extend(['Etc/GMT-' ~ hours, 'Etc/GMT+' ~ hours]) -%}
{%- endfor %}
with

texts as (

    select
        {{ clean_text(column_name) }} as text,
        count(*) as number_of_rows
    from {{ model }}
    where {{ column_name }} is not null
    group by 1

),

times as (

    select
        {{ parse_timestamp('text') }} as utc_time,
        number_of_rows
    from texts
    where text is not null

),

totals as (

    select sum(number_of_rows) as number_of_rows
    from times

),

rows_by_zone as (

    select
        zones.zone,
        zones.place,
        sum(times.number_of_rows) as number_of_rows
    from times
    cross join (
        values
        {%- for zone in zones %}
        ({{ loop.index }}, '{{ zone }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as zones (place, zone)
    where
        times.utc_time <> cast(cast(times.utc_time as date) as timestamp)
        and from_utc_timestamp(times.utc_time, zones.zone)
        = cast(cast(from_utc_timestamp(times.utc_time, zones.zone) as date) as timestamp)
    group by zones.zone, zones.place

)

select
    'WARN {{ model.schema }}.{{ model.identifier }}.{{ column_name }}: ' || cast(rows_by_zone.number_of_rows as string)
    || ' of ' || cast(totals.number_of_rows as string) || ' dates are UTC times that are midnight in '
    || rows_by_zone.zone || '. If they were entered there, set the variable date_time_zones: {'
    || '{{ model.identifier }}: ' || rows_by_zone.zone || '}, and build with --full-refresh; else they are a day off.'
        as message
from rows_by_zone
cross join totals
where
    rows_by_zone.number_of_rows > totals.number_of_rows / 2
    and {{ model.identifier not in var('date_time_zones') }}
qualify row_number() over (order by rows_by_zone.number_of_rows desc, rows_by_zone.place asc) = 1

{% endtest %}
