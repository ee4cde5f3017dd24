-- records that an analyst keeps apart are one person only if other lines always join them
select
    'seeds/match_overrides.csv: the line "' || match_decisions.record_a || ',' || match_decisions.record_b
    || ',never" contradicts lines with always that join the two: remove one of them.' as message
from {{ ref('match_decisions') }} as match_decisions
inner join {{ ref('match_clusters') }} as one on match_decisions.record_a = one.record_id
inner join {{ ref('match_clusters') }} as other on match_decisions.record_b = other.record_id
where match_decisions.decision = 'never' and one.cluster_id = other.cluster_id
