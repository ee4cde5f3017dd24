{{ config(materialized='table') }}

select
    upper(finance.cid) || '@' || coalesce(cast(finance.as_of_date as string), '') as finance_record_id,
    finance.cid,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date,
    finance._source_file,
    finance._source_row,
    finance._loaded_at
from {{ ref('stg_finance__customer_finance') }} as finance
inner join {{ ref('finance_deliveries') }} as deliveries
    on
        finance._source_file = deliveries._source_file
        and finance._loaded_at = deliveries._loaded_at
where
    deliveries.is_current
    and finance.row_rejected is null
-- of several rows for a customer and a day, the last counts
qualify
    row_number() over (
        partition by upper(finance.cid), finance.as_of_date
        order by finance._loaded_at desc, finance._source_file desc, finance._source_row desc
    ) = 1
