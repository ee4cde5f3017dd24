{% set passes = var('match_passes') %}
{#- Records that can't be one person: pairs that an analyst keeps apart, then live records of one source. -#}
{% set sources = var('duplicate_free_sources') %}
{% set rounds = ['never'] + sources %}
with

decided as ( {{- match_nodes() -}} ),

records as (

    select
        match_records.record_id,
        match_records.source,
        match_records.is_live,
        coalesce(decided.node_id, match_records.record_id) as node_id
    from {{ ref('match_records') }} as match_records
    left join decided on match_records.record_id = decided.record_id

),

members as (

    select distinct
        component_id,
        node_a as node_id
    from {{ ref('match_components') }}

),

too_large as (

    select component_id
    from members
    group by component_id
    having count(*) > {{ var('max_cluster_size') }}

),

never as (

    select
        node_a as a,
        node_b as b
    from {{ ref('match_decisions') }}
    where decision = 'never'
    union distinct
    select
        node_b as a,
        node_a as b
    from {{ ref('match_decisions') }}
    where decision = 'never'

),

never_inside as (

    select
        one.component_id,
        never.a,
        never.b
    from never
    inner join members as one on never.a = one.node_id
    inner join members as other
        on
            never.b = other.node_id
            and one.component_id = other.component_id

),

{% if sources -%}
-- which nodes have a live record of a source that has no duplicates
free_of_duplicates as (

    select
        members.component_id,
        members.node_id,
        {% for source in sources -%}
        max(case when records.source = '{{ source }}' then 1 else 0 end) as has_{{ loop.index }}{{ ',' if not loop.last }}
        {% endfor %}
    from members
    inner join records on records.node_id = members.node_id
    where records.is_live and records.source in ('{{ sources | join("', '") }}')
    group by members.component_id, members.node_id

),

{% endif -%}

contested as (

    select component_id
    from never_inside
    {% if sources -%}
    union
    select component_id
    from free_of_duplicates
    group by component_id
    having
        {% for source in sources -%}
        sum(has_{{ loop.index }}) > 1 {{ 'or' if not loop.last }}
        {% endfor %}
    {%- endif %}
    except
    select component_id
    from too_large

),

-- edges, with the pairs that are kept apart and each node with itself, which have no strength
links as (

    select
        match_components.component_id,
        match_components.node_a as a,
        match_components.node_b as b,
        -- so that texts are in the order of the numbers
        lpad(cast(cast(match_components.strength * 1000 as bigint) + 1000000 as string), 12, '0') as strength
    from {{ ref('match_components') }} as match_components
    union all
    select
        component_id,
        a,
        b,
        null as strength
    from never_inside
    union all
    select
        component_id,
        node_id as a,
        node_id as b,
        null as strength
    from members

),

split_0 as (

    select
        links.a,
        links.b,
        links.strength,
        {% for source in sources -%}
        coalesce(one.has_{{ loop.index }}, 0) as has_{{ loop.index }},
        {% endfor -%}
        links.component_id as label_a,
        links.component_id as label_b
    from links
    inner join contested on links.component_id = contested.component_id
    {% if sources -%}
    left join free_of_duplicates as one on one.node_id = links.a
    {%- endif %}

),

{% for round in rounds -%}
{% set number = loop.index -%}
{% set keeper = 'seeds/match_overrides.csv' if round == 'never' else 'the var duplicate_free_sources' -%}
-- the nodes in conflict keep a label of their own, and each other node takes that of the best path to one of them
conflicts_{{ number }} as (

    select
        *,
        {% if round == 'never' -%}
        max(case when strength is null and a <> b and label_a = label_b then 1 else 0 end) over (partition by a)
        {%- else -%}
        has_{{ number - 1 }} * case
            when
                sum(case when a = b then has_{{ number - 1 }} else 0 end) over (partition by label_a) > 1
                then 1
            else 0
        end
        {%- endif %} as in_conflict_a
    from split_{{ number - 1 }}

),

spread_{{ number }}_0 as (

    select
        *,
        case when in_conflict_a = 1 then '999999999999' || a end as path_a,
        max(case when a = b and in_conflict_a = 1 then '999999999999' || a end) over (partition by b) as path_b,
        max(case when a = b then in_conflict_a end) over (partition by b) as in_conflict_b,
        case when label_a = label_b then strength end as inner_strength
    from conflicts_{{ number }}

),

{% for pass in range(1, passes + 1) -%}
spread_{{ number }}_{{ pass }}_a as (

    select
        * except (path_a),
        case
            when in_conflict_a = 1 then path_a
            else
                max(greatest(
                    path_a,
                    case
                        when inner_strength is not null
                            then least(inner_strength, left(path_b, 12)) || substring(path_b, 13)
                    end
                )) over (partition by a)
        end as path_a
    from spread_{{ number }}_{{ pass - 1 }}

),

spread_{{ number }}_{{ pass }} as (

    select
        * except (path_b),
        case
            when in_conflict_b = 1 then path_b
            else
                max(greatest(
                    path_b,
                    case
                        when inner_strength is not null
                            then least(inner_strength, left(path_a, 12)) || substring(path_a, 13)
                    end
                )) over (partition by b)
        end as path_b
    from spread_{{ number }}_{{ pass }}_a

),

{% endfor -%}

{% set merges = 3 if round == 'never' else 0 -%}
{{ 'unmerged_0' if merges else 'split_' ~ number }} as (

    select
        a,
        b,
        strength,
        {% for source in sources -%}
        has_{{ loop.index }},
        {% endfor -%}
        -- nothing may be left to spread
        case
            when
                in_conflict_a = 0
                and max(
                    case
                        when inner_strength is not null
                            then least(inner_strength, left(path_b, 12)) || substring(path_b, 13)
                    end
                ) over (partition by a) > coalesce(path_a, '')
                then
                    raise_error(
                        'The records around ' || a || ' hang together in too long a chain for {{ passes }} passes, '
                        || 'with some that {{ keeper }} keeps apart. Set the var match_passes '
                        || 'higher, or break the chain with a line in seeds/match_overrides.csv.'
                    )
            else coalesce(substring(path_a, 13), label_a)
        end as label_a,
        coalesce(substring(path_b, 13), label_b) as label_b
    from spread_{{ number }}_{{ passes }}

),

-- two that are kept apart from a third one, but not from each other, are one again where their bond is the best of both
{% for merge in range(1, merges + 1) -%}
bonds_{{ merge }} as (

    select
        *,
        case
            when label_a <> label_b and count(*) over in_both = count(strength) over in_both
                then
                    max(strength) over in_both
                    || md5(least(label_a, label_b) || '|' || greatest(label_a, label_b))
        end as bond
    from unmerged_{{ merge - 1 }}
    window in_both as (partition by label_a, label_b)

),

best_bonds_{{ merge }} as (

    select
        *,
        bond = max(bond) over (partition by label_a) and bond = max(bond) over (partition by label_b) as is_best
    from bonds_{{ merge }}

),

{{ 'split_' ~ number if merge == merges else 'unmerged_' ~ merge }} as (

    select
        a,
        b,
        strength,
        {% for source in sources -%}
        has_{{ loop.index }},
        {% endfor -%}
        least(label_a, min(case when is_best then label_b end) over (partition by label_a)) as label_a,
        least(label_b, min(case when is_best then label_a end) over (partition by label_b)) as label_b
    from best_bonds_{{ merge }}

),

{% endfor -%}
{% endfor -%}

labels as (

    select
        a as node_id,
        label_a as label
    from split_{{ rounds | length }}
    where a = b
    union all
    select
        members.node_id,
        members.component_id as label
    from members
    left join contested on members.component_id = contested.component_id
    left join too_large on members.component_id = too_large.component_id
    where contested.component_id is null and too_large.component_id is null

),

labelled as (

    select
        records.record_id,
        coalesce(labels.label, records.node_id) as label
    from records
    left join labels on records.node_id = labels.node_id

),

sizes as (

    select
        label,
        min(record_id) as cluster_id,
        count(*) as cluster_size
    from labelled
    group by label

),

clusters as (

    select
        labelled.record_id,
        sizes.cluster_id,
        sizes.cluster_size
    from labelled
    inner join sizes on labelled.label = sizes.label

),

links_of_records as (

    select
        record_a as record_id,
        record_b as matched_record_id,
        coalesce(rule, 'score') as matched_by,
        weight,
        case when rule is null then 2 else 1 end as place
    from {{ ref('match_scores') }}
    where is_match
    union all
    select
        record_b as record_id,
        record_a as matched_record_id,
        coalesce(rule, 'score') as matched_by,
        weight,
        case when rule is null then 2 else 1 end as place
    from {{ ref('match_scores') }}
    where is_match
    union all
    select
        record_a as record_id,
        record_b as matched_record_id,
        'match_overrides' as matched_by,
        null as weight,
        0 as place
    from {{ ref('match_decisions') }}
    where decision = 'always'
    union all
    select
        record_b as record_id,
        record_a as matched_record_id,
        'match_overrides' as matched_by,
        null as weight,
        0 as place
    from {{ ref('match_decisions') }}
    where decision = 'always'

),

best_links as (

    select links_of_records.*
    from links_of_records
    inner join clusters as one on links_of_records.record_id = one.record_id
    inner join clusters as other on links_of_records.matched_record_id = other.record_id
    where one.cluster_id = other.cluster_id
    qualify
        row_number() over (
            partition by links_of_records.record_id
            order by links_of_records.place asc, links_of_records.weight desc, links_of_records.matched_record_id asc
        ) = 1

)

select
    clusters.record_id,
    clusters.cluster_id,
    clusters.cluster_size,
    best_links.matched_record_id,
    best_links.matched_by,
    best_links.weight
from clusters
left join best_links on clusters.record_id = best_links.record_id
