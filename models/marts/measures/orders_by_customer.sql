with

-- what was cancelled is no sale
orders as (

    select
        identities.customer_id,
        sales_order.total_amount_base as amount,
        cast(coalesce(sales_order.submitted_at, sales_order.created_at) as date) as ordered_on
    from {{ ref('sales_order_current') }} as sales_order
    inner join {{ ref('customer_identities') }} as identities
        on
            sales_order.buyer_id = identities.source_key
            and identities.source = 'contact'
    where sales_order.buyer_type = 'contact' and sales_order.state_code <> 2

),

totals_by_customer as (

    select
        customer_id,
        count(*) as orders,
        cast(sum(amount) as decimal(29, 4)) as revenue,
        min(ordered_on) as first_order_on,
        max(ordered_on) as last_order_on,
        cast(count_if(ordered_on > {{ as_of_date() }} - interval '12' month) as bigint) as orders_last_year,
        cast(
            count_if(
                ordered_on > {{ as_of_date() }} - interval '24' month
                and ordered_on <= {{ as_of_date() }} - interval '12' month
            ) as bigint
        ) as orders_year_before
    from orders
    where ordered_on is null or ordered_on <= {{ as_of_date() }}
    group by customer_id

)

select
    customer_id,
    orders,
    revenue,
    first_order_on,
    last_order_on,
    orders_last_year,
    orders_year_before,
    {{ fifth('last_order_on') }} as recency_score,
    {{ fifth('orders') }} as frequency_score,
    {{ fifth('revenue') }} as monetary_score
from totals_by_customer
