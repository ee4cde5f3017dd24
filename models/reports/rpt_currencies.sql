with

counted as (

    select
        coalesce(customers.currency, 'no currency') as currency,
        count(*) as customers,
        -- half a cent is exact with these decimals
        {{ to_decimal('median(cast(customers.income as double))', 'decimal(18, 4)') }} as median_income,
        {{ to_decimal('median(cast(customers.spend as double))', 'decimal(18, 4)') }} as median_spend,
        cast(sum(customers.spend) as decimal(26, 2)) as total_spend,
        {{ to_decimal('median(cast(measures.credit_use as double))', 'decimal(14, 6)') }} as median_credit_use,
        {{ not_small('count(case when customers.spend > customers.credit_limit then 1 end)') }} as over_limit
    from {{ ref('customers') }} as customers
    inner join {{ ref('customer_measures') }} as measures
        on customers.customer_id = measures.customer_id
    where customers.has_finance
    group by coalesce(customers.currency, 'no currency')

)

select *
from counted
qualify {{ not_small('customers', by='currency') }} is not null
