-- depends_on: {{ ref('customer_records') }}
with

rules as (

    select
        attribute_group,
        max(case when priority = '1' then rule end) as rule_1,
        max(case when priority = '2' then rule end) as rule_2,
        max(case when priority = '3' then rule end) as rule_3,
        max(case when priority = '4' then rule end) as rule_4,
        max(case when priority = '1' then sources end) as sources_1,
        max(case when priority = '2' then sources end) as sources_2,
        max(case when priority = '3' then sources end) as sources_3,
        max(case when priority = '4' then sources end) as sources_4
    from {{ ref('survivorship') }}
    group by attribute_group

),

groups_by_record as (

    {% for group, attributes in attribute_groups().items() -%}
    select
        customer_id,
        record_id,
        source,
        coalesce(modified_at, created_at) as value_at,
        first_exported_at,
        first_version,
        '{{ group }}' as attribute_group,
        {{ filled_attributes(attributes) }} as filled,
        {{ said_together(attributes) }} as said
    from {{ ref('customer_records') }}
    {{- '\n    union all\n    ' if not loop.last }}
    {%- endfor %}

),

values_by_record as (

    select
        *,
        count(*) over (partition by customer_id, attribute_group, said) as frequency
    from groups_by_record
    where filled > 0

),

scored as (

    select
        values_by_record.*,
        rules.rule_1,
        rules.rule_2,
        rules.rule_3,
        rules.rule_4,
        {{ survivor_score(1) }} as score_1,
        {{ survivor_score(2) }} as score_2,
        {{ survivor_score(3) }} as score_3,
        {{ survivor_score(4) }} as score_4
    from values_by_record
    left join rules
        on values_by_record.attribute_group = rules.attribute_group

),

-- records that say the same are one candidate
candidates as (

    select *
    from scored
    qualify
        row_number() over (
            partition by customer_id, attribute_group, said
            order by
                score_1 desc, score_2 desc, score_3 desc, score_4 desc, {{ first_exported() }}
        ) = 1

),

ranked as (

    select
        *,
        row_number() over in_order as place,
        count(*) over (partition by customer_id, attribute_group) as candidates,
        lead(record_id) over in_order as runner_up_record_id,
        lead(score_1) over in_order as runner_up_score_1,
        lead(score_2) over in_order as runner_up_score_2,
        lead(score_3) over in_order as runner_up_score_3,
        lead(score_4) over in_order as runner_up_score_4
    from candidates
    window
        in_order as (
            partition by customer_id, attribute_group
            order by
                score_1 desc, score_2 desc, score_3 desc, score_4 desc, {{ first_exported() }}
        )

)

select
    customer_id,
    attribute_group,
    record_id,
    source,
    value_at,
    case
        when candidates = 1 then 'the only value'
        when score_1 is distinct from runner_up_score_1 then rule_1
        when score_2 is distinct from runner_up_score_2 then rule_2
        when score_3 is distinct from runner_up_score_3 then rule_3
        when score_4 is distinct from runner_up_score_4 then rule_4
        else 'the record that was exported first'
    end as rule,
    runner_up_record_id
from ranked
where place = 1
