with

customers as (

    select
        *,
        {{ as_of_date() }} as as_of_date
    from {{ ref('customers') }}

),

measured as (

    select
        *,
        {{ ratio('spend', 'income') }} as spend_to_income_ratio,
        {{ ratio('spend', 'credit_limit') }} as credit_use,
        -- amounts of two currencies can't be compared, so a customer's rank is that within the currency
        case
            when spend is not null
                then {{ to_decimal(
                    'percent_rank() over (partition by currency, spend is null order by spend)', 'decimal(5, 4)'
                ) }}
        end as spend_percentile,
        case
            when income is not null
                then {{ to_decimal(
                    'percent_rank() over (partition by currency, income is null order by income)', 'decimal(5, 4)'
                ) }}
        end as income_percentile,
        year(as_of_date) - year(date_of_birth)
        - case
            when month(as_of_date) * 100 + day(as_of_date) < month(date_of_birth) * 100 + day(date_of_birth) then 1
            else 0
        end as age
    from customers

)

select
    customer_id,
    spend_to_income_ratio,
    spend_percentile,
    income_percentile,
    case
        when spend is null then 'unknown'
        when spend_percentile >= 0.95 then 'top'
        when spend_percentile >= 0.75 then 'high'
        when spend_percentile >= 0.25 then 'medium'
        else 'low'
    end as spend_band,
    credit_use,
    cast(age as int) as age,
    case
        when age is null then 'unknown'
        when age < 18 then 'under 18'
        when age < 25 then '18-24'
        when age < 35 then '25-34'
        when age < 45 then '35-44'
        when age < 55 then '45-54'
        when age < 65 then '55-64'
        else '65 and over'
    end as age_band,
    cast(datediff(as_of_date, cast(created_at as date)) as int) as tenure_days,
    cast(datediff(as_of_date, cast(updated_at as date)) as int) as days_since_change,
    as_of_date
from measured
