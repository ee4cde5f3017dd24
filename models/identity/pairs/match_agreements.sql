{% set comparisons = match_comparisons() %}
{#- How often the first names of one person, and of two at one address, agree. -#}
{% set alike_of_one, alike_of_two = 0.93, 0.01 %}
with

comparison_levels as (

    select *
    from
        values
        {{ match_levels() | indent(8) }}
            as comparison_levels (comparison, place, sign, level)

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

-- of two records at one address, how much likelier they are one person than two of a household
at_one_address as (

    select
        cast(
            sum(
                case when {{ has_level('agreement', 'first_name', 'different') }} then 0 else number_of_pairs end
            ) as double
        ) as number_alike,
        cast(sum(number_of_pairs) as double) as number_known
    from (
        select
            agreement,
            count(*) as number_of_pairs
        from {{ ref('match_pairs') }}
        group by agreement
    ) as found
    where
        {{ has_level('agreement', 'street', 'exact') }}
        and not ({{ has_level('agreement', 'first_name', 'unknown') }})

),

households as (

    select {{ to_decimal('log2(share_of_one / (1 - share_of_one))', 'decimal(9, 6)') }} as one_to_two
    from (
        select
            greatest(0.05, least(0.95, (
                (coalesce(number_alike, 0) + 5) / (coalesce(number_known, 0) + 20) - {{ alike_of_two }}
            ) * {{ 1 / (alike_of_one - alike_of_two) }})) as share_of_one
        from at_one_address
    ) as shares

),

sharing as (

    select '' as shared_values
    union distinct
    select shared_values
    from {{ ref('match_shared_values') }}

),

start as (

    select max(bits) as highest
    from {{ ref('match_values') }}
    where comparison = 'country'

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
        cast(sum(coalesce(weights.weight, 0)) as decimal(9, 6)) as weight,
        cast(sum(coalesce(weights.own_weight, 0)) as decimal(9, 6)) as own_weight,
        sum(
            case
                {% for name, comparison in comparisons.items() if comparison.frequency -%}
                when levels_by_agreement.comparison = '{{ name }}' and levels_by_agreement.level = 'exact'
                    then {{ comparison.most }}
                {% endfor -%}
                else 0
            end
        ) as most_for_rarity
    from levels_by_agreement
    left join {{ ref('match_chances') }} as weights
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

)

select
    agreements.agreement,
    agreements.shared_values,
    weighed.counted_agreement,
    weighed.weight,
    cast(weighed.own_weight + households.one_to_two as decimal(9, 6)) as own_weight,
    ruled.rule
from weighed
cross join households
cross join start
inner join agreements
    on weighed.counted_agreement = agreements.counted_agreement
left join ruled
    on weighed.counted_agreement = ruled.counted_agreement
where
    ruled.apart_rule is null
    and (
        ruled.rule is not null
        or weighed.weight + weighed.most_for_rarity + start.highest >= {{ var('review_weight') }}
    )
