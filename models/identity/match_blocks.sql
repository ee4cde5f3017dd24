{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_lost_records(['record_id'], 'select kept.record_id from ' ~ ref('match_records')
        ~ ' as kept where kept.revision <= (select coalesce(max(revision), 0) from ' ~ this ~ ')') }}",
) }}
{% set rules = match_blocking_rules() %}
with

records as (

    select *
    from {{ ref('match_records') }}
    {% if is_incremental() -%}
    where revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)
    {%- endif %}

),

keys as (

    {% for rule, keys in rules.items() -%}
    {% set rule_loop = loop -%}
    {% for key in keys -%}
    select
        record_id,
        '{{ rule }}' as rule,
        {{ key }} as block_key,
        revision
    from records
    {% if not (loop.last and rule_loop.last) -%}
    union all
    {% endif -%}
    {% endfor -%}
    {% endfor %}

)

select distinct
    record_id,
    rule,
    block_key,
    revision
from keys
where block_key is not null
