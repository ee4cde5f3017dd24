with

comparison_levels as (

    select
        comparison,
        level
    from
        values
        {{ match_levels() | indent(8) }}
            as comparison_levels (comparison, place, sign, level)
    where level <> 'unknown'

),

weights as (

    select
        coalesce(comparison, '') as comparison,
        coalesce(level, '') as level,
        {{ number('m', 'double') }} as m,
        {{ number('h', 'double') }} as h,
        {{ number('u', 'double') }} as u
    from {{ ref('match_weights') }}

)

select
    'seeds/match_weights.csv: the line "' || weights.comparison || ',' || weights.level || '" names a comparison or '
    || 'level that macros/matching/match_comparisons.sql lacks: remove it, or train again with c360 train-matching.'
        as message
from weights
left join comparison_levels
    on
        weights.comparison = comparison_levels.comparison
        and weights.level = comparison_levels.level
where comparison_levels.level is null
union all
select
    'seeds/match_weights.csv: the line "' || comparison || ',' || level
    || '" needs numbers above 0 and up to 1 for m, h and u.' as message
from weights
where not coalesce(m > 0 and m <= 1 and h > 0 and h <= 1 and u > 0 and u <= 1, false)
union all
select
    'seeds/match_weights.csv: there must be one line that starts with "' || comparison_levels.comparison || ','
    || comparison_levels.level || '": add it or remove the others, or train again with c360 train-matching.' as message
from comparison_levels
left join weights
    on
        comparison_levels.comparison = weights.comparison
        and comparison_levels.level = weights.level
group by comparison_levels.comparison, comparison_levels.level
having count(weights.level) <> 1
