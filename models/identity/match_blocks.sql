{% set rules = match_blocking_rules() %}
with

keys as (

    {% for rule, keys in rules.items() -%}
    {% set rule_loop = loop -%}
    {% for key in keys -%}
    select
        record_id,
        '{{ rule }}' as rule,
        {{ key }} as block_key
    from {{ ref('match_records') }}
    {% if not (loop.last and rule_loop.last) -%}
    union all
    {% endif -%}
    {% endfor -%}
    {% endfor %}

)

select distinct
    record_id,
    rule,
    block_key
from keys
where block_key is not null
