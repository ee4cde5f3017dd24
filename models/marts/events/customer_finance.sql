select
    finance.finance_record_id,
    identities.customer_id,
    finance.cid,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date,
    row_number() over (partition by upper(finance.cid) order by finance.as_of_date desc) = 1 as is_latest
from {{ ref('customer_finance_current') }} as finance
left join {{ ref('customer_identities') }} as identities
    on
        upper(finance.cid) = identities.source_key
        and identities.source = 'customer_finance'
