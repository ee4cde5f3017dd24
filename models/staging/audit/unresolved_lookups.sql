with

{% for table, entity, id, type, tables, others in lookups() -%}
{{ entity }}_targets as (

    {{ lookup_targets(tables) }}

),

{% endfor -%}
unresolved as (

    {% for table, entity, id, type, tables, others in lookups() -%}
    select
        '{{ table }}' as table_name,
        records.{{ entity }}_id as record_id,
        '{{ id }}' as column_name,
        records.{{ id }} as lookup_id,
        records.{{ type }} as lookup_table
    from {{ ref(entity ~ '_current') }} as records
    left join {{ entity }}_targets as targets
        on records.{{ id }} = targets.id and records.{{ type }} = targets.table_name
    where
        records.{{ id }} is not null
        and targets.id is null
        -- the records of other tables aren't here
        and (
            {{ (not others) | lower }}
            or coalesce(records.{{ type }}, '') in (
                '', '{{ tables | join("', '") }}'
            )
        )
    {{- '\n    union all\n    ' if not loop.last }}
    {%- endfor %}

)

select * from unresolved
