select
    match_scores.record_a,
    match_scores.record_b,
    match_scores.agreement,
    match_scores.rule,
    match_scores.weight,
    case
        when not match_scores.is_match then 'unsure'
        when max_sizes.component_id is not null then 'too many records'
        else 'kept apart'
    end as reason
from {{ ref('match_scores') }} as match_scores
inner join {{ ref('match_clusters') }} as one on one.record_id = match_scores.record_a
inner join {{ ref('match_clusters') }} as other on other.record_id = match_scores.record_b
left join (
    select
        component_id,
        node_a
    from {{ ref('match_components') }}
) as max_sizes on false
where one.cluster_id <> other.cluster_id
