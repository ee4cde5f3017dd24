{% set columns = segment_columns() %}
with

rules as (

    select
        segment,
        column_name,
        operator,
        lower(coalesce(value, '')) as text_value,
        {{ number('value', 'double') }} as number_value,
        trim(column_name || ' ' || operator || ' ' || coalesce(value, '')) as condition,
        -- lines with the same any_of are one condition; a line without it is one of its own
        coalesce('any of ' || any_of, column_name || ' ' || operator || ' ' || coalesce(value, '')) as condition_id
    from {{ ref('segment_rules') }}

),

conditions_by_segment as (

    select
        segment,
        count(distinct condition_id) as conditions
    from rules
    group by segment

),

-- each rule reads the one column that it names, as a text and, if it is a number, as a number
values_by_rule as (

    select
        customers.customer_id,
        rules.*,
        case rules.column_name
            {%- for name, column in columns.items() %}
            when '{{ name }}' then cast({{ column.table }}.{{ name }} as string)
            {%- endfor %}
        end as given_value,
        case rules.column_name
            {%- for name, column in columns.items() if column.is_number %}
            when '{{ name }}' then cast({{ column.table }}.{{ name }} as double)
            {%- endfor %}
        end as given_number
    from {{ ref('customers') }} as customers
    inner join {{ ref('customer_measures') }} as customer_measures
        on customers.customer_id = customer_measures.customer_id
    cross join rules

),

given as (

    select
        *,
        case when given_number is null then lower(given_value) end as given_text
    from values_by_rule

),

matches as (

    select
        *,
        condition || case
            when given_number is not null or operator in ('in', 'not in', 'contains', 'not contains')
                then ' (' || given_value || ')'
            else ''
        end as reason
    from given
    where
        case operator
            when 'is empty' then given_value is null
            when 'is not empty' then given_value is not null
            when '=' then coalesce(given_number = number_value, given_text = text_value)
            when '<>' then coalesce(given_number <> number_value, given_text <> text_value)
            when '<' then coalesce(given_number < number_value, given_text < text_value)
            when '<=' then coalesce(given_number <= number_value, given_text <= text_value)
            when '>' then coalesce(given_number > number_value, given_text > text_value)
            when '>=' then coalesce(given_number >= number_value, given_text >= text_value)
            when 'in' then instr('|' || text_value || '|', '|' || given_text || '|') > 0
            when 'not in' then instr('|' || text_value || '|', '|' || given_text || '|') = 0
            when 'contains' then instr(given_text, text_value) > 0
            when 'not contains' then instr(given_text, text_value) = 0
        end

),

matched_conditions as (

    select
        customer_id,
        segment,
        condition_id,
        case
            when count(*) > 1 then '(' || array_join(sort_array(collect_list(reason)), ' or ') || ')'
            else max(reason)
        end as reason
    from matches
    group by customer_id, segment, condition_id

),

members as (

    select
        matched_conditions.customer_id,
        matched_conditions.segment,
        array_join(sort_array(collect_list(matched_conditions.reason)), ' and ') as reason
    from matched_conditions
    inner join conditions_by_segment
        on matched_conditions.segment = conditions_by_segment.segment
    group by matched_conditions.customer_id, matched_conditions.segment, conditions_by_segment.conditions
    having count(*) = conditions_by_segment.conditions
    {#- A segment in SQL: union all select customer_id, 'name' as segment, reason from {{ ref('name') }} #}

)

select
    members.customer_id,
    members.segment,
    members.reason,
    cast({{ as_of_date() }} as timestamp) as matched_at
from members
left join {{ ref('segment_channels') }} as channels
    on members.segment = channels.segment
left join {{ ref('customer_consent') }} as consent
    on
        members.customer_id = consent.customer_id
        and channels.channel = consent.channel
where coalesce(consent.is_allowed, true)
