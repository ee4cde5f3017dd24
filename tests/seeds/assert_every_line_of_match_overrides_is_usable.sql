select
    'seeds/match_overrides.csv: the line "' || coalesce(record_a, '') || ',' || coalesce(record_b, '') || ','
    || coalesce(decision, '') || '" needs two different records and the decision always or never.' as message
from {{ ref('match_overrides') }}
where
    coalesce(lower(trim(decision)), '') not in ('always', 'never')
    or coalesce(lower(trim(record_a)), '') = coalesce(lower(trim(record_b)), '')
