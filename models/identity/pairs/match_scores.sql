-- lines of a Jinja loop have no place of their own
-- noqa: disable=LT02,ST09
{% set comparisons = match_comparisons() %}
{#- the level that stands for each sign of match_pairs.agreement -#}
{% set signs = {} %}
{% for name, comparison in comparisons.items() %}
{% set levels = {'-': 'unknown', '0': 'different'} %}
{% for level in comparison.levels %}
{% do levels.update({loop.index | string: level}) %}
{% endfor %}
{% do signs.update({name: levels}) %}
{% endfor %}
{% set frequent = [] %}
{% set shared = [] %}
{% for name, comparison in comparisons.items() %}
{% do frequent.append(name) if comparison.frequency %}
{% do shared.append(name) if comparison.shared %}
{% endfor %}
{#- How many bits a rare value can add, and how many records' worth of experience the seed is. -#}
{% set most_for_rarity = 2 %}
{% set experience = 1000 %}
with

given_weights as (

    select
        case
            when
                coalesce(comparison, '') || ' ' || coalesce(level, '') not in (
                    {% for name, levels in signs.items() -%}
                    {% for level in levels.values() if level != 'unknown' -%}
                    '{{ name }} {{ level }}',
                    {% endfor -%}
                    {% endfor -%}
                    ''
                )
                then
                    raise_error(
                        'seeds/match_weights.csv: the line "' || coalesce(comparison, '') || ','
                        || coalesce(level, '') || '" names a comparison or level that '
                        || 'macros/matching/match_comparisons.sql lacks: remove it, or train again with '
                        || 'c360 train-matching.'
                    )
            when coalesce(m > 0 and m <= 1 and u > 0 and u <= 1, false) then comparison || ' ' || level
            else
                raise_error(
                    'seeds/match_weights.csv: the line "' || comparison || ',' || level
                    || '" needs numbers above 0 and up to 1 for m and u.'
                )
        end as place,
        m,
        u
    from (
        select
            comparison,
            level,
            {{ number('m', 'double') }} as m,
            {{ number('u', 'double') }} as u
        from {{ ref('match_weights') }}
    ) as typed

),

weights as (

    select
        {% for name, levels in signs.items() -%}
        {% for level in levels.values() if level != 'unknown' -%}
        {{ match_weight(name, level) }} as {{ name }}_{{ level }},
        {% endfor -%}
        {% endfor -%}
        {% for name in frequent -%}
        max(case when place = '{{ name }} exact' then u end) as {{ name }}_u,
        {% endfor -%}
        count(*) as number_of_weights
    from given_weights

),

given_rules as (

    select
        coalesce(rule, '') as rule,
        coalesce(decision, '') as decision,
        case
            when coalesce(rule, '') = '' or coalesce(decision, '') not in ('same', 'apart')
                then
                    raise_error(
                        'seeds/match_rules.csv: the line "' || coalesce(rule, '') || ',' || coalesce(decision, '')
                        || ',' || coalesce(comparison, '') || '" needs a rule and the decision same or apart.'
                    )
            {% for name in comparisons -%}
            when comparison = '{{ name }}' then comparison
            {% endfor -%}
            else
                raise_error(
                    'seeds/match_rules.csv: the line "' || rule || ',' || decision || ',' || coalesce(comparison, '')
                    || '" names a column that is not compared. It can be one of: {{ comparisons | join(", ") }}.'
                )
        end as comparison,
        case
            when
                levels <> ''
                and regexp_replace(
                    levels,
                    case comparison
                        {% for name, levels in signs.items() -%}
                        when '{{ name }}' then '(^|[|])({{ levels.values() | join("|") }})'
                        {% endfor -%}
                        else '.'
                    end,
                    ''
                ) = ''
                and count(*) over (partition by rule, decision, comparison) = 1
                then '|' || levels || '|'
            else
                raise_error(
                    'seeds/match_rules.csv: the line "' || coalesce(rule, '') || ',' || coalesce(decision, '') || ','
                    || coalesce(comparison, '') || ',' || coalesce(levels, '') || '" is there twice, or has a level '
                    || 'that the comparison lacks: its levels are in macros/matching/match_comparisons.sql, besides '
                    || 'different and unknown.'
                )
        end as levels
    from {{ ref('match_rules') }}

),

rules as (

    select
        {% for name in comparisons -%}
        max(case when comparison = '{{ name }}' then levels end) as {{ name }},
        {% endfor -%}
        rule,
        decision
    from given_rules
    group by rule, decision

),

records as (

    select cast(count(*) as double) as number_of_records
    from {{ ref('match_records') }}

),

-- values that belong to many people, as the phone of a switchboard
{% for name in shared -%}
{% set most = comparisons[name].shared -%}
shared_{{ name }} as (

    select match_records.{{ name }}
    from {{ ref('match_records') }} as match_records
    cross join weights
    cross join records
    where match_records.{{ name }} is not null
    group by match_records.{{ name }}
    having
        {% for counted, number in most.items() -%}
        {{ 'or ' if not loop.first }}count({{ counted }}) > max({{ number }})
        {% endfor %}

),

{% endfor -%}

sharing_records as (

    select
        match_records.record_id,
        concat(
            {% for name in shared -%}
            case when shared_{{ name }}.{{ name }} is not null then '|{{ name }}|' else '' end{{ ',' if not loop.last }}
            {% endfor -%}
        ) as shared_values
    from {{ ref('match_records') }} as match_records
    {% for name in shared -%}
    left join shared_{{ name }} on shared_{{ name }}.{{ name }} = match_records.{{ name }}
    {% endfor -%}
    where
        {% for name in shared -%}
        {{ 'or ' if not loop.first }}shared_{{ name }}.{{ name }} is not null
        {% endfor %}

),

found as (

    select distinct agreement
    from {{ ref('match_pairs') }}

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
        concat(
            {% for name in comparisons -%}
            {% set sign = 'substring(found.agreement, ' ~ loop.index ~ ', 1)' -%}
            {% if name in shared -%}
            case
                when {{ sign }} = '1' and instr(sharing.shared_values, '|{{ name }}|') > 0 then '-'
                else {{ sign }}
            end
            {%- else -%}
            {{ sign }}
            {%- endif %}{{ ',' if not loop.last }}
            {% endfor -%}
        ) as agreement_that_counts
    from found
    cross join sharing

),

levels as (

    select
        {% for name, levels in signs.items() -%}
        case substring(agreement_that_counts, {{ loop.index }}, 1)
            {% for sign, level in levels.items() -%}
            when '{{ sign }}' then '{{ level }}'
            {% endfor -%}
        end as {{ name }},
        {% endfor -%}
        agreement_that_counts
    from agreements
    group by agreement_that_counts

),

weighed as (

    select
        levels.*,
        0
        {% for name, levels in signs.items() -%}
        + case levels.{{ name }}
            {% for level in levels.values() if level != 'unknown' -%}
            when '{{ level }}' then weights.{{ name }}_{{ level }}
            {% endfor -%}
            else 0
        end
        {% endfor -%}
            as weight,
        0 {%- for name in frequent %} + case when levels.{{ name }} = 'exact' then {{ most_for_rarity }} else 0 end
        {%- endfor %} as most_for_rarity
    from levels
    cross join weights

),

ruled as (

    select
        weighed.agreement_that_counts,
        min(case when rules.decision = 'same' then rules.rule end) as rule,
        min(case when rules.decision = 'apart' then rules.rule end) as apart_rule
    from weighed
    inner join rules
        on
            {% for name in comparisons -%}
            (
                rules.{{ name }} is null
                or instr(rules.{{ name }}, '|' || weighed.{{ name }} || '|') > 0
            )
            {{ 'and' if not loop.last }}
            {% endfor %}
    group by weighed.agreement_that_counts

),

worthwhile as (

    select
        agreements.agreement,
        agreements.shared_values,
        weighed.agreement_that_counts,
        weighed.weight - log2(greatest(records.number_of_records, 2)) as weight,
        {% for name in frequent -%}
        weighed.{{ name }},
        {% endfor -%}
        ruled.rule
    from weighed
    cross join records
    inner join agreements on weighed.agreement_that_counts = agreements.agreement_that_counts
    left join ruled on weighed.agreement_that_counts = ruled.agreement_that_counts
    where
        ruled.apart_rule is null
        and (
            ruled.rule is not null
            or weighed.weight + weighed.most_for_rarity - log2(greatest(records.number_of_records, 2))
            >= {{ var('review_weight') }}
        )

),

-- what equal values say beyond the average of the seed: the rarer, the more
{% for name in frequent -%}
{% set column = comparisons[name].frequency -%}
{{ name }}_rarity as (

    select
        counted.{{ column }},
        least({{ most_for_rarity }}, log2(
            weights.{{ name }}_u * (records.number_of_records + {{ experience }})
            / (counted.number_of_values + {{ experience }} * weights.{{ name }}_u)
        )) as bits
    from (
        select
            {{ column }},
            count(*) as number_of_values
        from {{ ref('match_records') }}
        where {{ column }} is not null
        group by {{ column }}
    ) as counted
    cross join weights
    cross join records

),

{% endfor -%}

scored as (

    select
        match_pairs.record_a,
        match_pairs.record_b,
        worthwhile.agreement_that_counts as agreement,
        worthwhile.rule,
        worthwhile.weight
        {%- for name in frequent %}
        + case when worthwhile.{{ name }} = 'exact' then {{ name }}_rarity.bits else 0 end
        {%- endfor %} as weight
    from {{ ref('match_pairs') }} as match_pairs
    inner join worthwhile on worthwhile.agreement = match_pairs.agreement
    left join sharing_records on sharing_records.record_id = match_pairs.record_a
    inner join {{ ref('match_records') }} as match_records on match_records.record_id = match_pairs.record_a
    {% for name in frequent -%}
    left join {{ name }}_rarity
        on {{ name }}_rarity.{{ comparisons[name].frequency }} = match_records.{{ comparisons[name].frequency }}
    {% endfor -%}
    where worthwhile.shared_values = coalesce(sharing_records.shared_values, '')

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
