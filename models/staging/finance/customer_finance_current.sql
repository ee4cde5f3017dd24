{{ config(materialized='table') }}

with

deliveries as (

    select
        *,
        max(_loaded_at) over (partition by _source_file) as latest_delivery_at
    from {{ ref('stg_finance__customer_finance') }}

)

select
    upper(cid) || '@' || coalesce(cast(as_of_date as string), '') as finance_record_id,
    cid,
    income,
    spend,
    credit_limit,
    currency,
    as_of_date,
    _source_file,
    _source_row,
    _loaded_at
from deliveries
where
    _loaded_at = latest_delivery_at
    and row_rejected is null
-- of several rows for a customer and a day, the last counts
qualify
    row_number() over (
        partition by upper(cid), as_of_date
        order by _loaded_at desc, _source_file desc, _source_row desc
    ) = 1
