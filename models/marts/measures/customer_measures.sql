with

customers as (

    select
        *,
        {{ as_of_date() }} as as_of_date
    from {{ ref('customers') }}

),

-- of those who bought in the year before last, the share that bought in the last one
retention_rate as (

    select
        coalesce(
            cast(count_if(orders_year_before > 0 and orders_last_year > 0) as double)
            / nullif(count_if(orders_year_before > 0), 0),
            0
        ) as retention
    from {{ ref('orders_by_customer') }}

),

-- the churn risk is the time since the last order, in the customer's own rhythm
buyers as (

    select
        *,
        case
            when last_order_on <= {{ as_of_date() }} then datediff({{ as_of_date() }}, last_order_on)
        end as days_since_order,
        case
            when orders < 3 or last_order_on = first_order_on then 'unknown'
            when
                datediff({{ as_of_date() }}, last_order_on) * (orders - 1) <= datediff(last_order_on, first_order_on)
                then 'low'
            when
                datediff({{ as_of_date() }}, last_order_on) * (orders - 1)
                <= 2 * datediff(last_order_on, first_order_on)
                then 'medium'
            else 'high'
        end as churn_risk
    from {{ ref('orders_by_customer') }}

),

people as (

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
        -- on a day before the first one, a customer has no age, tenure or change
        case
            when date_of_birth <= as_of_date
                then
                    year(as_of_date) - year(date_of_birth)
                    - case
                        when
                            month(as_of_date) * 100 + day(as_of_date)
                            < month(date_of_birth) * 100 + day(date_of_birth)
                            then 1
                        else 0
                    end
        end as age,
        case
            when cast(created_at as date) <= as_of_date then datediff(as_of_date, cast(created_at as date))
        end as tenure_days,
        case
            when cast(updated_at as date) <= as_of_date then datediff(as_of_date, cast(updated_at as date))
        end as days_since_change
    from customers

)

select
    people.customer_id,
    people.spend_to_income_ratio,
    people.spend_percentile,
    people.income_percentile,
    case
        when people.spend is null then 'unknown'
        when people.spend_percentile >= 0.95 then 'top'
        when people.spend_percentile >= 0.75 then 'high'
        when people.spend_percentile >= 0.25 then 'medium'
        else 'low'
    end as spend_band,
    people.credit_use,
    cast(people.age as int) as age,
    case
        when people.age is null then 'unknown'
        when people.age < 18 then 'under 18'
        when people.age < 25 then '18-24'
        when people.age < 35 then '25-34'
        when people.age < 45 then '35-44'
        when people.age < 55 then '45-54'
        when people.age < 65 then '55-64'
        else '65 and over'
    end as age_band,
    cast(people.tenure_days as int) as tenure_days,
    cast(people.days_since_change as int) as days_since_change,
    coalesce(buyers.orders, 0) as orders,
    cast(coalesce(buyers.revenue, 0) as decimal(29, 4)) as revenue,
    {{ ratio('buyers.revenue', 'buyers.orders') }} as average_order_value,
    buyers.first_order_on,
    buyers.last_order_on,
    cast(buyers.days_since_order as int) as days_since_order,
    buyers.recency_score,
    buyers.frequency_score,
    buyers.monetary_score,
    -- the scores compare buyers with each other; a group that is said to buy has bought in the last 12 months, too
    case
        when buyers.orders is null then 'no orders'
        when buyers.churn_risk = 'high' then 'at risk'
        when buyers.orders_last_year > 0 and buyers.recency_score >= 4 and buyers.frequency_score >= 4
            and buyers.monetary_score >= 4
            then 'champions'
        when buyers.orders_last_year > 0 and buyers.recency_score >= 3 and buyers.frequency_score >= 3 then 'loyal'
        when buyers.orders_last_year > 0 and buyers.recency_score >= 4 and buyers.orders = 1 then 'new'
        when buyers.orders_last_year > 0 and buyers.recency_score >= 3 then 'promising'
        when buyers.frequency_score >= 4 or buyers.monetary_score >= 4 then 'at risk'
        else 'sleeping'
    end as rfm_group,
    cast(coalesce(pipeline_by_customer.open_pipeline, 0) as decimal(29, 4)) as open_pipeline,
    cast(coalesce(unpaid_by_customer.unpaid_amount, 0) as decimal(29, 4)) as unpaid_amount,
    -- average monthly spend, times months, times retention: the baseline of Customer Insights; a month has 30.4375 days
    {{ to_decimal(
        'cast(buyers.revenue as double) * 365.25 / greatest(datediff(people.as_of_date, buyers.first_order_on), 30.4375) '
        ~ '* retention_rate.retention', 'decimal(19, 4)'
    ) }} as expected_12_month_revenue,
    coalesce(buyers.churn_risk, 'unknown') as churn_risk,
    people.as_of_date
from people
cross join retention_rate
left join buyers
    on people.customer_id = buyers.customer_id
left join {{ ref('pipeline_by_customer') }} as pipeline_by_customer
    on people.customer_id = pipeline_by_customer.customer_id
left join {{ ref('unpaid_by_customer') }} as unpaid_by_customer
    on people.customer_id = unpaid_by_customer.customer_id
