with

customers as (

    select
        *,
        {{ as_of_date() }} as as_of_date
    from {{ ref('customers') }}

),

persons as (

    select
        customer_id,
        source_key as contact_id
    from {{ ref('customer_identities') }}
    where source = 'contact'

),

-- what was cancelled is no sale
orders as (

    select
        persons.customer_id,
        sales_order.total_amount_base as amount,
        cast(coalesce(sales_order.submitted_at, sales_order.created_at) as date) as ordered_on
    from {{ ref('sales_order_current') }} as sales_order
    inner join persons
        on sales_order.buyer_id = persons.contact_id
    where sales_order.buyer_type = 'contact' and sales_order.state_code <> 2

),

bought as (

    select
        customer_id,
        count(*) as orders,
        sum(amount) as revenue,
        min(ordered_on) as first_order_on,
        max(ordered_on) as last_order_on,
        count_if(ordered_on > {{ as_of_date() }} - interval '12' month) as orders_last_year,
        count_if(
            ordered_on > {{ as_of_date() }} - interval '24' month
            and ordered_on <= {{ as_of_date() }} - interval '12' month
        ) as orders_year_before
    from orders
    where ordered_on <= {{ as_of_date() }}
    group by customer_id

),

-- of those who bought in the year before last, the share that bought in the last one
kept as (

    select
        coalesce(
            cast(count_if(orders_year_before > 0 and orders_last_year > 0) as double)
            / nullif(count_if(orders_year_before > 0), 0),
            0
        ) as retention
    from bought

),

scored as (

    select
        bought.*,
        kept.retention,
        ntile(5) over (order by bought.last_order_on asc, bought.customer_id asc) as recency_score,
        ntile(5) over (order by bought.orders asc, bought.customer_id asc) as frequency_score,
        ntile(5) over (order by bought.revenue asc, bought.customer_id asc) as monetary_score
    from bought
    cross join kept

),

pipeline as (

    select
        persons.customer_id,
        sum(opportunity.estimated_value_base) as open_pipeline
    from {{ ref('opportunity_current') }} as opportunity
    inner join persons
        on
            persons.contact_id = case
                when opportunity.buyer_type = 'contact' then opportunity.buyer_id
                else opportunity.parent_contact_id
            end
    where opportunity.state_code = 0
    group by persons.customer_id

),

owed as (

    select
        persons.customer_id,
        sum(invoice.total_amount_base) as unpaid_amount
    from {{ ref('invoice_current') }} as invoice
    inner join persons
        on invoice.buyer_id = persons.contact_id
    where invoice.buyer_type = 'contact' and invoice.state_code in (0, 1)
    group by persons.customer_id

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
    measured.customer_id,
    measured.spend_to_income_ratio,
    measured.spend_percentile,
    measured.income_percentile,
    case
        when measured.spend is null then 'unknown'
        when measured.spend_percentile >= 0.95 then 'top'
        when measured.spend_percentile >= 0.75 then 'high'
        when measured.spend_percentile >= 0.25 then 'medium'
        else 'low'
    end as spend_band,
    measured.credit_use,
    cast(measured.age as int) as age,
    case
        when measured.age is null then 'unknown'
        when measured.age < 18 then 'under 18'
        when measured.age < 25 then '18-24'
        when measured.age < 35 then '25-34'
        when measured.age < 45 then '35-44'
        when measured.age < 55 then '45-54'
        when measured.age < 65 then '55-64'
        else '65 and over'
    end as age_band,
    cast(datediff(measured.as_of_date, cast(measured.created_at as date)) as int) as tenure_days,
    cast(datediff(measured.as_of_date, cast(measured.updated_at as date)) as int) as days_since_change,
    coalesce(scored.orders, 0) as orders,
    cast(coalesce(scored.revenue, 0) as decimal(29, 4)) as revenue,
    {{ ratio('scored.revenue', 'scored.orders') }} as average_order_value,
    scored.first_order_on,
    scored.last_order_on,
    cast(datediff(measured.as_of_date, scored.last_order_on) as int) as days_since_order,
    cast(scored.recency_score as int) as recency_score,
    cast(scored.frequency_score as int) as frequency_score,
    cast(scored.monetary_score as int) as monetary_score,
    case
        when scored.orders is null then 'no orders'
        when scored.recency_score >= 4 and scored.frequency_score >= 4 and scored.monetary_score >= 4 then 'champions'
        when scored.recency_score >= 3 and scored.frequency_score >= 3 then 'loyal'
        when scored.recency_score >= 4 and scored.orders = 1 then 'new'
        when scored.recency_score >= 3 then 'promising'
        when scored.frequency_score >= 4 or scored.monetary_score >= 4 then 'at risk'
        else 'sleeping'
    end as rfm_group,
    cast(coalesce(pipeline.open_pipeline, 0) as decimal(29, 4)) as open_pipeline,
    cast(coalesce(owed.unpaid_amount, 0) as decimal(29, 4)) as unpaid_amount,
    -- average monthly spend, times months, times retention: the baseline of Customer Insights; a month has 30.4375 days
    {{ to_decimal(
        'cast(scored.revenue as double) * 365.25 / greatest(datediff(measured.as_of_date, scored.first_order_on), 30.4375) '
        ~ '* scored.retention', 'decimal(19, 4)'
    ) }} as expected_12_month_revenue,
    -- the time since the last order, in the customer's own rhythm
    case
        when scored.orders is null then 'unknown'
        when scored.orders < 3 or scored.last_order_on = scored.first_order_on then 'unknown'
        when
            datediff(measured.as_of_date, scored.last_order_on) * (scored.orders - 1)
            <= datediff(scored.last_order_on, scored.first_order_on)
            then 'low'
        when
            datediff(measured.as_of_date, scored.last_order_on) * (scored.orders - 1)
            <= 2 * datediff(scored.last_order_on, scored.first_order_on)
            then 'medium'
        else 'high'
    end as churn_risk,
    measured.as_of_date
from measured
left join scored
    on measured.customer_id = scored.customer_id
left join pipeline
    on measured.customer_id = pipeline.customer_id
left join owed
    on measured.customer_id = owed.customer_id
