{#- How many pairs' worth of experience the seed is. -#}
{% set experience = 200 %}
-- all pairs of some records, always the same ones, so that it costs the same however many records there are
with

sampled as (

    select *
    from {{ ref('match_records') }}
    order by md5(record_id), record_id
    limit 700

),

agreements as (

    select
        {{ match_agreement() | indent(8) }}
            as agreement
    from sampled as a
    inner join sampled as b
        on
            a.record_id < b.record_id
            and coalesce(a.country_code, '') = coalesce(b.country_code, '')

),

counted as (

    select
        agreement,
        count(*) as number_of_pairs
    from agreements
    group by agreement

),

comparison_levels as (

    select *
    from
        values
        {{ match_levels() | indent(8) }}
            as comparison_levels (comparison, place, sign, level)

),

found as (

    select
        comparison_levels.comparison,
        comparison_levels.level,
        cast(sum(counted.number_of_pairs) as bigint) as number_of_pairs,
        cast(
            sum(sum(counted.number_of_pairs)) over (partition by comparison_levels.comparison) as bigint
        ) as number_of_known_pairs
    from counted
    inner join comparison_levels
        on substring(counted.agreement, comparison_levels.place, 1) = comparison_levels.sign
    where comparison_levels.level <> 'unknown'
    group by comparison_levels.comparison, comparison_levels.level

),

-- what happens oftener in these records than the seed says counts less
shares as (

    select
        match_weights.comparison,
        match_weights.level,
        {{ number('match_weights.m', 'double') }} as m,
        {{ number('match_weights.h', 'double') }} as h,
        greatest(
            {{ number('match_weights.u', 'double') }},
            coalesce(found.number_of_pairs, 0) / ({{ experience }} + coalesce(found.number_of_known_pairs, 0))
        ) as u
    from {{ ref('match_weights') }} as match_weights
    left join found
        on
            match_weights.comparison = found.comparison
            and match_weights.level = found.level

)

select
    comparison,
    level,
    u,
    {{ to_decimal('log2(m / u)', 'decimal(9, 6)') }} as weight,
    {{ to_decimal('log2(m / h)', 'decimal(9, 6)') }} as own_weight
from shares
