{#- A record without any key has a row all the same, so that those that it had before go. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='record_id',
    on_schema_change='fail',
    post_hook='delete from {{ this }} where block_key is null',
) }}
{% set rules = match_blocking_rules() %}
with

records as (

    select *
    from {{ ref('match_records') }}
    {%- if is_incremental() %}
    where revision > (select coalesce(max(seen.revision), 0) from {{ this }} as seen)
    {%- endif %}

),

keys as (

    {% for rule, keys in rules.items() -%}
    {% for key in keys -%}
    select
        record_id,
        '{{ rule }}' as rule,
        {{ key }} as block_key,
        revision
    from records
    union all
    {% endfor -%}
    {% endfor -%}
    select
        record_id,
        'none' as rule,
        cast(null as string) as block_key,
        revision
    from records

)

select distinct
    record_id,
    rule,
    block_key,
    revision
from keys
where block_key is not null or rule = 'none'
