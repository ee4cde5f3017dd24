{% set comparisons = match_comparisons() %}
with

small_blocks as (

    select
        rule,
        block_key
    from {{ ref('match_blocks') }}
    group by rule, block_key
    having count(*) between 2 and {{ var('max_block_size') }}

),

members as (

    select match_blocks.*
    from {{ ref('match_blocks') }} as match_blocks
    inner join small_blocks
        on
            small_blocks.rule = match_blocks.rule
            and small_blocks.block_key = match_blocks.block_key

),

candidates as (

    select distinct
        one.record_id as record_a,
        other.record_id as record_b
    from members as one
    inner join members as other
        on
            other.rule = one.rule
            and other.block_key = one.block_key
            and other.record_id > one.record_id

)

-- one sign for each comparison, in their order: its level, 0 where the two differ, - where one is unknown
select
    candidates.record_a,
    candidates.record_b,
    {% for comparison in comparisons.values() -%}
    case
        when not ({{ comparison.known }}) then '-'
        {% for condition in comparison.levels.values() -%}
        when {{ condition }} then '{{ loop.index }}'
        {% endfor -%}
        else '0'
    end{{ ' ||' if not loop.last }}
    {% endfor -%}
    as agreement
from candidates
inner join {{ ref('match_records') }} as a on a.record_id = candidates.record_a
inner join {{ ref('match_records') }} as b on b.record_id = candidates.record_b
