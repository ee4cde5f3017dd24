with

too_large as (

    select component_id
    from {{ ref('match_components') }}
    group by component_id
    having count(distinct node_a) > {{ var('max_cluster_size') }}

),

crowded as (

    select distinct match_components.node_a as node_id
    from {{ ref('match_components') }} as match_components
    inner join too_large on match_components.component_id = too_large.component_id

),

-- records that an analyst has joined
nodes as ( {{- match_nodes() -}} )

select
    match_scores.record_a,
    match_scores.record_b,
    match_scores.agreement,
    match_scores.rule,
    match_scores.weight,
    case
        when not match_scores.is_match then 'unsure'
        when crowded.node_id is not null then 'too many records'
        else 'kept apart'
    end as reason
from {{ ref('match_scores') }} as match_scores
inner join {{ ref('match_clusters') }} as one on match_scores.record_a = one.record_id
inner join {{ ref('match_clusters') }} as other on match_scores.record_b = other.record_id
left join nodes on match_scores.record_a = nodes.record_id
left join crowded on crowded.node_id = coalesce(nodes.node_id, match_scores.record_a)
where one.cluster_id <> other.cluster_id
