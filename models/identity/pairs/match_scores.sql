{% set comparisons = match_comparisons() %}
{#- How many bits a rare value can add, and how many records' worth of experience the seed is. -#}
{% set most_for_rarity = 2 %}
{% set experience = 1000 %}
with

comparison_levels as (

    select *
    from
        values
        {{ match_levels() | indent(8) }}
            as comparison_levels (comparison, place, sign, level)

),

weights as (

    select
        comparison,
        level,
        {{ number('u', 'double') }} as u,
        cast(log2({{ number('m', 'double') }} / {{ number('u', 'double') }}) as decimal(20, 15)) as weight
    from {{ ref('match_weights') }}

),

rule_lines as (

    select
        rule,
        decision,
        comparison,
        '|' || levels || '|' as levels,
        count(*) over (partition by rule, decision) as number_of_lines
    from {{ ref('match_rules') }}

),

records as (

    select cast(count(*) as double) as number_of_records
    from {{ ref('match_records') }}

),

-- values that belong to many people, such as the phone of a switchboard
{% for name, comparison in comparisons.items() if comparison.shared -%}
shared_{{ name }} as (

    select match_records.{{ name }}
    from {{ ref('match_records') }} as match_records
    cross join records
    inner join weights
        on weights.comparison = '{{ name }}' and weights.level = 'exact'
    where match_records.{{ name }} is not null
    group by match_records.{{ name }}
    having {{ comparison.shared }}

),

{% endfor -%}
shared_values_by_record as (

    {% for name, comparison in comparisons.items() if comparison.shared -%}
    select
        match_records.record_id,
        '|{{ name }}|' as shared_value
    from {{ ref('match_records') }} as match_records
    inner join shared_{{ name }}
        on match_records.{{ name }} = shared_{{ name }}.{{ name }}
    {{- '\n    union all\n    ' if not loop.last }}
    {%- endfor %}

),

sharing_records as (

    select
        record_id,
        array_join(sort_array(collect_list(shared_value)), '') as shared_values
    from shared_values_by_record
    group by record_id

),

sharing as (

    select '' as shared_values
    union distinct
    select shared_values
    from sharing_records

),

-- far fewer than pairs; an equal value that belongs to many people counts as unknown
agreements as (

    select
        found.agreement,
        sharing.shared_values,
        {{ without_shared_values('found.agreement', 'sharing.shared_values') | indent(8) }} as counted_agreement
    from (select distinct agreement from {{ ref('match_pairs') }}) as found
    cross join sharing

),

levels_by_agreement as (

    select
        agreements.counted_agreement,
        comparison_levels.comparison,
        comparison_levels.level
    from (select distinct counted_agreement from agreements) as agreements
    inner join comparison_levels
        on substring(agreements.counted_agreement, comparison_levels.place, 1) = comparison_levels.sign

),

weighed as (

    select
        levels_by_agreement.counted_agreement,
        cast(sum(coalesce(weights.weight, 0)) as double) as weight,
        {{ most_for_rarity }} * count_if(
            levels_by_agreement.level = 'exact' and levels_by_agreement.comparison in ({{ frequent_comparisons() }})
        ) as most_for_rarity
    from levels_by_agreement
    left join weights
        on
            levels_by_agreement.comparison = weights.comparison
            and levels_by_agreement.level = weights.level
    group by levels_by_agreement.counted_agreement

),

-- all lines of a rule must hold
holding_rules as (

    select
        levels_by_agreement.counted_agreement,
        rule_lines.rule,
        rule_lines.decision,
        rule_lines.number_of_lines
    from levels_by_agreement
    inner join rule_lines
        on
            levels_by_agreement.comparison = rule_lines.comparison
            and instr(rule_lines.levels, '|' || levels_by_agreement.level || '|') > 0
    group by all
    having count(*) = rule_lines.number_of_lines

),

ruled as (

    select
        counted_agreement,
        min(case when decision = 'same' then rule end) as rule,
        min(case when decision = 'apart' then rule end) as apart_rule
    from holding_rules
    group by counted_agreement

),

promising as (

    select
        agreements.agreement,
        agreements.shared_values,
        weighed.counted_agreement,
        weighed.weight - log2(greatest(records.number_of_records, 2)) as weight,
        ruled.rule
    from weighed
    cross join records
    inner join agreements
        on weighed.counted_agreement = agreements.counted_agreement
    left join ruled
        on weighed.counted_agreement = ruled.counted_agreement
    where
        ruled.apart_rule is null
        and (
            ruled.rule is not null
            or weighed.weight + weighed.most_for_rarity - log2(greatest(records.number_of_records, 2))
            >= {{ var('review_weight') }}
        )

),

-- what equal values say beyond the average of the seed: the rarer, the more
{% for name, comparison in comparisons.items() if comparison.frequency -%}
{{ name }}_rarity as (

    select
        counted.{{ comparison.frequency }},
        least({{ most_for_rarity }}, log2(
            weights.u * (records.number_of_records + {{ experience }})
            / (counted.number_of_values + {{ experience }} * weights.u)
        )) as bits
    from (
        select
            {{ comparison.frequency }},
            count(*) as number_of_values
        from {{ ref('match_records') }}
        where {{ comparison.frequency }} is not null
        group by {{ comparison.frequency }}
    ) as counted
    cross join records
    inner join weights
        on weights.comparison = '{{ name }}' and weights.level = 'exact'

),

{% endfor -%}
scored as (

    select
        match_pairs.record_a,
        match_pairs.record_b,
        promising.counted_agreement as agreement,
        promising.rule,
        promising.weight
        {%- for name, comparison in comparisons.items() if comparison.frequency %}
        + case when {{ has_level('promising.counted_agreement', name, 'exact') }} then {{ name }}_rarity.bits else 0 end
        {%- endfor %} as weight
    from {{ ref('match_pairs') }} as match_pairs
    inner join promising
        on match_pairs.agreement = promising.agreement
    left join sharing_records
        on match_pairs.record_a = sharing_records.record_id
    inner join {{ ref('match_records') }} as match_records
        on match_pairs.record_a = match_records.record_id
    {%- for name, comparison in comparisons.items() if comparison.frequency %}
    left join {{ name }}_rarity
        on match_records.{{ comparison.frequency }} = {{ name }}_rarity.{{ comparison.frequency }}
    {%- endfor %}
    where promising.shared_values = coalesce(sharing_records.shared_values, '')

)

select
    record_a,
    record_b,
    agreement,
    rule,
    {{ to_decimal('weight', 'decimal(9, 3)') }} as weight,
    rule is not null or weight >= {{ var('match_weight') }} as is_match
from scored
where rule is not null or weight >= {{ var('review_weight') }}
