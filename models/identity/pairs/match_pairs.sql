{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['record_a', 'record_b'],
    on_schema_change='fail',
    post_hook='delete from {{ this }} where agreement is null',
) }}
with

{% if is_incremental() -%}
-- in a block that has become too large since the pairs were found, or no longer is
resized as (

    select distinct match_blocks.record_id
    from {{ ref('match_blocks') }} as match_blocks
    inner join {{ ref('match_block_sizes') }} as match_block_sizes
        on
            match_blocks.rule = match_block_sizes.rule
            and match_blocks.block_key = match_block_sizes.block_key
    where match_block_sizes.revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)

),

dirty as (

    select record_id
    from {{ ref('match_records') }}
    where revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)
    union distinct
    select record_id
    from resized

),

-- changed records by their revision, which few files or row groups have; by their ids all blocks would be read
dirty_blocks as (

    select
        record_id,
        rule,
        block_key
    from {{ ref('match_blocks') }}
    where revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)
    union all
    select
        match_blocks.record_id,
        match_blocks.rule,
        match_blocks.block_key
    from {{ ref('match_blocks') }} as match_blocks
    inner join resized on match_blocks.record_id = resized.record_id

),

dirty_members as (

    select dirty_blocks.*
    from dirty_blocks
    left join {{ ref('match_block_sizes') }} as match_block_sizes
        on
            dirty_blocks.rule = match_block_sizes.rule
            and dirty_blocks.block_key = match_block_sizes.block_key
            and match_block_sizes.is_too_large
    where match_block_sizes.rule is null

),

candidates as (

    select distinct
        least(one.record_id, other.record_id) as record_a,
        greatest(one.record_id, other.record_id) as record_b
    from dirty_members as one
    inner join {{ ref('match_blocks') }} as other
        on
            one.rule = other.rule
            and one.block_key = other.block_key
            and one.record_id <> other.record_id

),

-- pairs that share nothing any more
vanished as (

    select
        record_a,
        record_b
    from {{ this }}
    where
        record_a in (select dirty.record_id from dirty)
        or record_b in (select dirty.record_id from dirty)
    except
    select
        record_a,
        record_b
    from candidates

)
{%- else -%}
members as (

    select
        match_blocks.record_id,
        match_blocks.rule,
        match_blocks.block_key
    from {{ ref('match_blocks') }} as match_blocks
    left join {{ ref('match_block_sizes') }} as match_block_sizes
        on
            match_blocks.rule = match_block_sizes.rule
            and match_blocks.block_key = match_block_sizes.block_key
            and match_block_sizes.is_too_large
    where match_block_sizes.rule is null

),

candidates as (

    select distinct
        one.record_id as record_a,
        other.record_id as record_b
    from members as one
    inner join members as other
        on
            one.rule = other.rule
            and one.block_key = other.block_key
            and one.record_id < other.record_id

)
{%- endif %}

-- one sign for each comparison, in their order: its level, 0 where the two differ, - where one is unknown
select
    candidates.record_a,
    candidates.record_b,
    {{ match_agreement() | indent(4) }}
        as agreement,
    (select max(latest.revision) from {{ ref('match_block_sizes') }} as latest) as revision
from candidates
inner join {{ ref('match_records') }} as a on candidates.record_a = a.record_id
inner join {{ ref('match_records') }} as b on candidates.record_b = b.record_id
{% if is_incremental() -%}
union all
select
    record_a,
    record_b,
    cast(null as string) as agreement,
    (select max(latest.revision) from {{ ref('match_block_sizes') }} as latest) as revision
from vanished
{%- endif %}
