select
    'seeds/match_overrides.csv: the line "' || match_decisions.record_a || ',' || match_decisions.record_b || ','
    || match_decisions.decision || '" names the record "'
    || case when one.record_id is null then match_decisions.record_a else match_decisions.record_b end
    || '", which silver.person_records lacks: correct it or remove the line.' as message
from {{ ref('match_decisions') }} as match_decisions
left join {{ ref('match_records') }} as one on match_decisions.record_a = one.record_id
left join {{ ref('match_records') }} as other on match_decisions.record_b = other.record_id
where one.record_id is null or other.record_id is null
