{% set groups = attribute_groups() %}
with

attributes as (

    select *
    from
        values {{ attribute_rows(groups) }}
            as attributes (attribute_group, attribute)

),

values_by_attribute as (

    select
        survivors.customer_id,
        attributes.attribute,
        {{ attribute_value('winner', groups) }} as value,
        survivors.record_id,
        survivors.source,
        survivors.value_at,
        survivors.rule,
        {{ attribute_value('runner_up', groups) }} as runner_up_value,
        survivors.runner_up_record_id
    from {{ ref('customer_survivors') }} as survivors
    inner join attributes
        on survivors.attribute_group = attributes.attribute_group
    inner join {{ ref('customer_records') }} as winner
        on survivors.record_id = winner.record_id
    left join {{ ref('customer_records') }} as runner_up
        on survivors.runner_up_record_id = runner_up.record_id

)

select *
from values_by_attribute
where value is not null
