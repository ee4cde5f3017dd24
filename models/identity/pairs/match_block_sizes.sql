{#- The row of the rule none tells up to which revision of match_blocks was counted, also where no size has changed. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['rule', 'block_key'],
    on_schema_change='fail',
) }}
with

{% if is_incremental() -%}
-- only a block with a changed record can have become too large, and only one that is too large can cease to be
in_question as (

    select
        rule,
        block_key
    from {{ ref('match_blocks') }}
    where revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)
    union distinct
    select
        rule,
        block_key
    from {{ this }}
    where is_too_large

),

counted as (

    select
        in_question.rule,
        in_question.block_key,
        count(match_blocks.revision) > {{ var('max_block_size') }} as is_too_large
    from in_question
    left join {{ ref('match_blocks') }} as match_blocks
        on
            in_question.rule = match_blocks.rule
            and in_question.block_key = match_blocks.block_key
    group by in_question.rule, in_question.block_key

),

sizes as (

    select counted.*
    from counted
    left join {{ this }} as known
        on
            counted.rule = known.rule
            and counted.block_key = known.block_key
    where counted.is_too_large <> coalesce(known.is_too_large, false)

),
{%- else -%}
sizes as (

    select
        rule,
        block_key,
        true as is_too_large
    from {{ ref('match_blocks') }}
    group by rule, block_key
    having count(*) > {{ var('max_block_size') }}

),
{%- endif %}

sizes_and_count as (

    select
        rule,
        block_key,
        is_too_large
    from sizes
    union all
    select
        'none' as rule,
        '' as block_key,
        false as is_too_large

)

select
    rule,
    block_key,
    is_too_large,
    (select coalesce(max(latest.revision), 0) from {{ ref('match_blocks') }} as latest) as revision
from sizes_and_count
