with

customers_by_cid as (

    select
        customer_id,
        cid
    from {{ ref('customer_current') }}
    where cid is not null
    -- of several live customers with one cid, finance goes to the one that changed last
    qualify
        row_number() over (
            partition by upper(cid)
            order by modified_at desc, row_version desc, customer_id asc
        ) = 1

)

select
    finance.finance_record_id,
    customers_by_cid.customer_id,
    finance.cid,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date,
    row_number() over (partition by upper(finance.cid) order by finance.as_of_date desc) = 1 as is_latest
from {{ ref('customer_finance_current') }} as finance
left join customers_by_cid
    on upper(finance.cid) = upper(customers_by_cid.cid)
