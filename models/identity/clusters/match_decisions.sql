-- decisions about records that are gone stop the build in a data test
select
    coalesce(lower(trim(record_a)), '') as record_a,
    coalesce(lower(trim(record_b)), '') as record_b,
    coalesce(lower(trim(decision)), '') as decision
from {{ ref('match_overrides') }}
