with

comparison_levels as (

    select
        comparison,
        level
    from
        values
        {{ match_levels() | indent(8) }}
            as comparison_levels (comparison, place, sign, level)

),

comparisons as (

    select distinct comparison
    from comparison_levels

),

rule_lines as (

    select
        coalesce(rule, '') as rule,
        coalesce(decision, '') as decision,
        coalesce(comparison, '') as comparison,
        coalesce(levels, '') as levels,
        count(*) over (partition by rule, decision, comparison) as same_lines
    from {{ ref('match_rules') }}

),

levels_of_lines as (

    select
        *,
        explode(split(replace(levels, '|', ';'), ';')) as level
    from rule_lines

),

messages as (

    select distinct
        'seeds/match_rules.csv: the line "' || levels_of_lines.rule || ',' || levels_of_lines.decision || ','
        || levels_of_lines.comparison
        || case
            when levels_of_lines.rule = '' or levels_of_lines.decision not in ('same', 'apart')
                then '" needs a rule and the decision same or apart.'
            when comparisons.comparison is null
                then
                    '" names a column that is not compared. It can be one of: '
                    || '{{ match_comparisons() | join(', ') }}.'
            when comparison_levels.level is null or levels_of_lines.same_lines > 1
                then
                    ',' || levels_of_lines.levels || '" is there twice, or has a level that the comparison lacks: its '
                    || 'levels are in macros/matching/match_comparisons.sql, besides different and unknown.'
        end as message
    from levels_of_lines
    left join comparisons
        on levels_of_lines.comparison = comparisons.comparison
    left join comparison_levels
        on
            levels_of_lines.comparison = comparison_levels.comparison
            and levels_of_lines.level = comparison_levels.level

)

select message
from messages
where message is not null
