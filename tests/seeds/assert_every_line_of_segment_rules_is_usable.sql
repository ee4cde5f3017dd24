{{ config(fail_calc='count(message)') }}
-- the lists of names are long lines
-- noqa: disable=LT05
{% set columns = segment_columns() %}
{% set operators = [
    '=', '<>', '<', '<=', '>', '>=', 'in', 'not in', 'contains', 'not contains', 'is empty', 'is not empty',
] %}
with

lines as (

    select
        coalesce(segment, '') as segment,
        coalesce(column_name, '') as column_name,
        coalesce(operator, '') as operator,
        coalesce(value, '') as value,
        'seeds/segment_rules.csv: the line "' || coalesce(segment, '') || ',' || coalesce(column_name, '') || ','
        || coalesce(operator, '') || ',' || coalesce(value, '') || ',' || coalesce(any_of, '') || '" ' as line
    from {{ ref('segment_rules') }}

),

faults as (

    select
        case
            when column_name not in ('{{ columns | join("', '") }}')
                then
                    line || 'names the column "' || column_name
                    || '", which neither gold.customers nor gold.customer_measures has. It can be one of: '
                    || '{{ columns | join(", ") }}.'
            when operator not in ('{{ operators | join("', '") }}')
                then line || 'has the operator "' || operator || '". It can be one of: {{ operators | join(", ") }}.'
            when segment = '' or (value = '' and operator not like 'is %')
                then line || 'lacks its ' || case when segment = '' then 'segment.' else 'value.' end
            when
                column_name in ('{{ columns.items() | selectattr("1.is_number") | map(attribute=0) | join("', '") }}')
                and operator not like 'is %'
                and (operator not in ('=', '<>', '<', '<=', '>', '>=') or {{ number('value', 'double') }} is null)
                then
                    line || 'compares the number "' || column_name
                    || '": it takes one number and =, <>, <, <=, > or >=, not "' || operator || ' ' || value || '".'
            when
                column_name in ('{{ columns.items() | selectattr("1.type", "in", ["date", "timestamp"]) | map(attribute=0) | join("', '") }}')
                and operator not like 'is %'
                and (
                    operator not in ('=', '<>', '<', '<=', '>', '>=')
                    or not regexp_like(value, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                    or try_cast(value as date) is null
                )
                then
                    line || 'compares the date "' || column_name
                    || '": it takes one date such as 2026-10-31 and =, <>, <, <=, > or >=, not "' || operator || ' '
                    || value || '".'
            when
                column_name in ('{{ columns.items() | selectattr("1.type", "equalto", "boolean") | map(attribute=0) | join("', '") }}')
                and operator not like 'is %'
                and (operator not in ('=', '<>') or lower(value) not in ('true', 'false'))
                then
                    line || 'asks whether "' || column_name || '" is true or false: it takes = or <>, and true or false, not "'
                    || operator || ' ' || value || '".'
        end as message
    from lines

)

select message
from faults
where message is not null
