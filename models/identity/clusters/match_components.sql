{% set message -%}
'The records around ' || a || ' hang together in too long a chain for {{ var("match_passes") }} passes. Set the '
            || 'var match_passes higher, or break the chain with a line in seeds/match_overrides.csv.'
{%- endset %}
with

-- a record that an analyst has joined to others is one node with them
nodes as ( {{- match_nodes() -}} ),

matches as (

    select
        coalesce(one.node_id, match_scores.record_a) as node_a,
        coalesce(other.node_id, match_scores.record_b) as node_b,
        -- a rule is as good as the best score
        cast(
            max(case when match_scores.rule is not null then 100 + match_scores.weight else match_scores.weight end)
            as decimal(10, 3)
        ) as strength
    from {{ ref('match_scores') }} as match_scores
    left join nodes as one on match_scores.record_a = one.record_id
    left join nodes as other on match_scores.record_b = other.record_id
    where match_scores.is_match
    group by coalesce(one.node_id, match_scores.record_a), coalesce(other.node_id, match_scores.record_b)

),

forbidden as (

    select
        least(node_a, node_b) as node_a,
        greatest(node_a, node_b) as node_b
    from {{ ref('match_decisions') }}
    where decision = 'never'

),

edges as (

    select
        matches.node_a,
        matches.node_b,
        matches.strength
    from matches
    left join forbidden
        on
            forbidden.node_a = least(matches.node_a, matches.node_b)
            and forbidden.node_b = greatest(matches.node_a, matches.node_b)
    where forbidden.node_a is null and matches.node_a <> matches.node_b

),

both_directions as (

    select
        node_a as a,
        node_b as b,
        strength
    from edges
    union all
    select
        node_b as a,
        node_a as b,
        strength
    from edges

),

with_several as (

    select a as node
    from both_directions
    group by a
    having count(*) > 1

),

counted as (

    select
        both_directions.a,
        both_directions.b,
        both_directions.a as label_a,
        both_directions.b as label_b,
        one.node is null and other.node is null as is_alone
    from both_directions
    left join with_several as one on both_directions.a = one.node
    left join with_several as other on both_directions.b = other.node

),

-- most people have one record or two: no passes for them
chains as (

    select
        a,
        b,
        label_a,
        label_b
    from counted
    where not is_alone

),
{{ smallest_labels('chains', var('match_passes'), message) }}
components as (

    select distinct
        a,
        label
    from chains_done
    union all
    select
        a,
        least(a, b) as label
    from counted
    where is_alone

)

select
    both_directions.a as node_a,
    both_directions.b as node_b,
    both_directions.strength,
    components.label as component_id
from both_directions
inner join components on both_directions.a = components.a
