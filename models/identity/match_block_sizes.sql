{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['rule', 'block_key'],
    on_schema_change='fail',
) }}
with

-- only a block with a changed record can have become too large, and only one that is too large can cease to be
{% if is_incremental() -%}
in_question as (

    select
        rule,
        block_key
    from {{ ref('match_blocks') }}
    where revision = (select max(latest.revision) from {{ ref('match_blocks') }} as latest)
    union distinct
    select
        rule,
        block_key
    from {{ this }}
    where is_too_large

),

sizes as (

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

)

select
    sizes.rule,
    sizes.block_key,
    sizes.is_too_large,
    (select coalesce(max(seen.revision), 0) + 1 from {{ this }} as seen) as revision
from sizes
left join {{ this }} as known
    on
        sizes.rule = known.rule
        and sizes.block_key = known.block_key
where sizes.is_too_large <> coalesce(known.is_too_large, false)
{%- else -%}
sizes as (

    select
        rule,
        block_key
    from {{ ref('match_blocks') }}
    group by rule, block_key
    having count(*) > {{ var('max_block_size') }}

)

select
    rule,
    block_key,
    true as is_too_large,
    cast(1 as bigint) as revision
from sizes
{%- endif %}
