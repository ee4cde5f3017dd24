{#-
    The records whose pairs are to be found again: those that changed since the pairs were found, and those in a block
    that has become too large since then, or no longer is.
-#}
{% macro match_dirty_records() -%}
    select record_id
    from {{ ref('match_records') }}
    where revision > (select coalesce(max(seen.record_revision), 0) from {{ this }} as seen)
    union
    select match_blocks.record_id
    from {{ ref('match_blocks') }} as match_blocks
    inner join {{ ref('match_block_sizes') }} as match_block_sizes
        on
            match_blocks.rule = match_block_sizes.rule
            and match_blocks.block_key = match_block_sizes.block_key
    where match_block_sizes.revision > (select coalesce(max(seen.block_revision), 0) from {{ this }} as seen)
{%- endmacro %}
