{#- What a rule in seeds/segment_rules.csv can name, by table and kind. -#}
{% set numbers = {
    'customers': ['income', 'spend', 'credit_limit', 'records'],
    'customer_measures': [
        'spend_to_income_ratio', 'spend_percentile', 'income_percentile', 'credit_use', 'age', 'tenure_days',
        'days_since_change', 'orders', 'revenue', 'average_order_value', 'days_since_order', 'recency_score',
        'frequency_score', 'monetary_score', 'open_pipeline', 'unpaid_amount', 'expected_12_month_revenue',
    ],
} %}
{% set texts = {
    'customers': [
        'customer_number', 'full_name', 'first_name', 'last_name', 'gender', 'email', 'phone', 'street_address', 'city',
        'region', 'postcode', 'country_code', 'date_of_birth', 'created_at', 'updated_at', 'currency',
        'finance_as_of', 'has_finance',
    ],
    'customer_measures': ['spend_band', 'age_band', 'first_order_on', 'last_order_on', 'rfm_group', 'churn_risk'],
} %}
{% set number_columns = numbers['customers'] + numbers['customer_measures'] %}
{% set text_columns = texts['customers'] + texts['customer_measures'] %}
{% set operators = ['=', '<>', '<', '<=', '>', '>=', 'in', 'contains', 'is empty', 'is not empty'] %}
with

given_rules as (

    select
        coalesce(segment, '') as segment,
        coalesce(column_name, '') as column_name,
        coalesce(operator, '') as operator,
        coalesce(value, '') as value
    from {{ ref('segment_rules') }}

),

rules as (

    select
        segment,
        case
            when
                column_name in (
                    {% for column in number_columns + text_columns -%}
                    '{{ column }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                then column_name
            else
                raise_error(
                    'seeds/segment_rules.csv: a rule of the segment "' || segment || '" names the column "'
                    || column_name || '", which neither gold.customers nor gold.customer_measures has.'
                )
        end as column_name,
        case
            when
                operator in (
                    {% for operator in operators -%}
                    '{{ operator }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                then operator
            else
                raise_error(
                    'seeds/segment_rules.csv: a rule of the segment "' || segment || '" has the operator "' || operator
                    || '". It can be one of: {{ operators | join(", ") }}.'
                )
        end as operator,
        lower(value) as text_value,
        case
            when segment = '' or (value = '' and operator not like 'is %')
                then
                    cast(raise_error(
                        'seeds/segment_rules.csv: the rule "' || segment || ', ' || column_name || ', ' || operator
                        || ', ' || value || '" lacks its segment or its value.'
                    ) as double)
            when
                column_name not in (
                    {% for column in number_columns -%}
                    '{{ column }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                or operator like 'is %'
                then null
            when operator in ('in', 'contains') or {{ number('value', 'double') }} is null
                then
                    cast(raise_error(
                        'seeds/segment_rules.csv: a rule of the segment "' || segment || '" compares the number "'
                        || column_name || '": it takes one number and =, <>, <, <=, > or >=, not "' || operator
                        || ' ' || value || '".'
                    ) as double)
            else {{ number('value', 'double') }}
        end as number_value,
        trim(column_name || ' ' || operator || ' ' || value) as condition,
        count(*) over (partition by segment) as conditions
    from given_rules

),

-- each rule reads the one column that it names
given as (

    {% for table in numbers -%}
    {% set table_loop = loop -%}
    {% for column in numbers[table] + texts[table] -%}
    select
        {{ table }}.customer_id,
        rules.*,
        cast({{ table }}.{{ column }} as string) as given_value,
        {% if column in number_columns -%}
        cast({{ table }}.{{ column }} as double) as given_number,
        cast(null as string) as given_text
        {%- else -%}
        cast(null as double) as given_number,
        lower(cast({{ table }}.{{ column }} as string)) as given_text
        {%- endif %}
    from {{ ref(table) }} as {{ table }}
    inner join rules on rules.column_name = '{{ column }}'
    {% if not (loop.last and table_loop.last) -%}
    union all
    {% endif -%}
    {% endfor -%}
    {% endfor %}

),

matches as (

    select
        *,
        condition || case
            when given_number is not null or operator in ('in', 'contains') then ' (' || given_value || ')'
            else ''
        end as reason
    from given
    where
        case operator
            when 'is empty' then given_number is null and given_text is null
            when 'is not empty' then given_number is not null or given_text is not null
            when '=' then coalesce(given_number = number_value, given_text = text_value)
            when '<>' then coalesce(given_number <> number_value, given_text <> text_value)
            when '<' then coalesce(given_number < number_value, given_text < text_value)
            when '<=' then coalesce(given_number <= number_value, given_text <= text_value)
            when '>' then coalesce(given_number > number_value, given_text > text_value)
            when '>=' then coalesce(given_number >= number_value, given_text >= text_value)
            when 'in' then instr('|' || text_value || '|', '|' || given_text || '|') > 0
            when 'contains' then instr(given_text, text_value) > 0
        end

),

members as (

    select
        customer_id,
        segment,
        array_join(sort_array(collect_list(reason)), ' and ') as reason
    from matches
    group by customer_id, segment, conditions
    having count(*) = conditions

),

made as (

    select distinct segment
    from rules

),

-- segments that are meant for contact, and how
channels as (

    select
        channels.segment,
        case
            when made.segment is null
                then
                    raise_error(
                        'seeds/segment_channels.csv: no rule of seeds/segment_rules.csv makes the segment "'
                        || coalesce(channels.segment, '') || '". Mend its name, or take the line out.'
                    )
            when count(*) over (partition by channels.segment) > 1
                then
                    raise_error(
                        'seeds/segment_channels.csv: the segment "' || channels.segment || '" stands there twice: '
                        || 'take one line out.'
                    )
            when channels.channel in ('email', 'bulk_email', 'phone', 'mail') then channels.channel
            else
                raise_error(
                    'seeds/segment_channels.csv: the segment "' || channels.segment || '" has the channel "'
                    || coalesce(channels.channel, '') || '". It can be one of: email, bulk_email, phone, mail.'
                )
        end as channel
    from {{ ref('segment_channels') }} as channels
    left join made
        on channels.segment = made.segment

)

select
    members.customer_id,
    members.segment,
    members.reason,
    cast({{ as_of_date() }} as timestamp) as matched_at
from members
left join channels
    on members.segment = channels.segment
left join {{ ref('customer_consent') }} as consent
    on
        members.customer_id = consent.customer_id
        and channels.channel = consent.channel
where coalesce(consent.is_allowed, true)
