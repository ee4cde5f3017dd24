-- names are those that Customer Insights asks for
-- noqa: disable=CP02
select distinct
    least(record_a, record_b) || ' ' || greatest(record_a, record_b) as never_match_id,
    split_part(least(record_a, record_b), ':', 1) as Table1,
    split_part(least(record_a, record_b), ':', 2) as Table1Key,
    split_part(greatest(record_a, record_b), ':', 1) as Table2,
    split_part(greatest(record_a, record_b), ':', 2) as Table2Key
from {{ ref('match_decisions') }}
where decision = 'never'
