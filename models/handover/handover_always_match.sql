-- names are those that Customer Insights asks for
-- noqa: disable=CP02
with

records as (

    select
        record_id,
        first_value(record_id) over (
            partition by customer_id order by own_customer_id <> customer_id, record_id
        ) as first_record_id
    from {{ ref('customer_identities') }}
    where
        is_live
        and source <> 'customer_finance'

)

select
    record_id as always_match_id,
    split_part(first_record_id, ':', 1) as Table1,
    split_part(first_record_id, ':', 2) as Table1Key,
    split_part(record_id, ':', 1) as Table2,
    split_part(record_id, ':', 2) as Table2Key
from records
where record_id <> first_record_id
