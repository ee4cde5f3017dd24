{#- What a rule in seeds/segment_rules.csv can name: the columns of customers and customer_measures, by kind. -#}
{% set numbers = [
    'income', 'spend', 'credit_limit', 'spend_to_income_ratio', 'spend_percentile', 'income_percentile', 'credit_use',
    'age', 'tenure_days', 'days_since_change',
] %}
{% set texts = [
    'source_key', 'full_name', 'first_name', 'last_name', 'gender', 'email', 'phone', 'street_address', 'city',
    'state', 'postcode', 'country_code', 'date_of_birth', 'created_at', 'updated_at', 'currency', 'finance_as_of',
    'has_finance', 'spend_band', 'age_band',
] %}
{% set operators = ['=', '<>', '<', '<=', '>', '>=', 'in', 'contains', 'is empty', 'is not empty'] %}
with

rules as (

    select
        segment,
        case
            when
                column_name in (
                    {% for column in numbers + texts -%}
                    '{{ column }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                then column_name
            else
                raise_error(
                    'seeds/segment_rules.csv: a rule of the segment "' || segment || '" names the column "'
                    || column_name || '", which doesn''t exist in gold.customers or gold.customer_measures.'
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
        lower(coalesce(value, '')) as text_value,
        case
            when operator like 'is %' or try_cast(value as double) is not null then try_cast(value as double)
            when
                column_name in (
                    {% for column in numbers -%}
                    '{{ column }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                then
                    cast(raise_error(
                        'seeds/segment_rules.csv: a rule of the segment "' || segment || '" compares the number "'
                        || column_name || '" with "' || coalesce(value, '') || '", which is no number.'
                    ) as double)
        end as number_value,
        column_name || ' ' || operator || coalesce(' ' || value, '') as condition,
        count(*) over (partition by segment) as conditions
    from {{ ref('segment_rules') }}

),

customers as (

    select
        customers.*,
        measures.* except (customer_id)
    from {{ ref('customers') }} as customers
    inner join {{ ref('customer_measures') }} as measures
        on customers.customer_id = measures.customer_id

),

given as (

    select
        customers.customer_id,
        customers.as_of_date,
        rules.*,
        case rules.column_name
            {% for column in numbers -%}
            when '{{ column }}' then cast(customers.{{ column }} as double)
            {% endfor -%}
        end as given_number,
        case rules.column_name
            {% for column in texts -%}
            when '{{ column }}' then lower(cast(customers.{{ column }} as string))
            {% endfor -%}
        end as given_text
    from customers
    cross join rules

),

matches as (

    select
        *,
        condition || case
            when given_number is not null then ' (' || cast(cast(given_number as decimal(18, 4)) as string) || ')'
            when given_text is not null and operator in ('in', 'contains') then ' (' || given_text || ')'
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

)

select
    customer_id,
    segment,
    array_join(sort_array(collect_list(reason)), ' and ') as reason,
    cast(as_of_date as timestamp) as matched_at
from matches
group by customer_id, segment, as_of_date, conditions
having count(*) = conditions
