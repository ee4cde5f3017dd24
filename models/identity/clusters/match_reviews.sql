select
    match_scores.record_a,
    match_scores.record_b,
    match_scores.agreement,
    match_scores.rule,
    match_scores.weight,
    case
        when not match_scores.is_match then 'unsure'
        when one.component_size > {{ var('max_cluster_size') }} then 'too many records'
        else 'kept apart'
    end as reason
from {{ ref('match_scores') }} as match_scores
inner join {{ ref('match_clusters') }} as one on match_scores.record_a = one.record_id
inner join {{ ref('match_clusters') }} as other on match_scores.record_b = other.record_id
where
    one.cluster_id <> other.cluster_id
    and (match_scores.rule is not null or match_scores.weight >= {{ var('review_weight') }})
