{% set comparisons = match_comparisons() %}
with

weights as (

    select *
    from {{ ref('match_chances') }}
    where level = 'exact'

),

records as (

    select cast(count(*) as double) as number_of_records
    from {{ ref('match_records') }}

),

-- values that belong to many people, such as the phone of a switchboard
{% for name, comparison in comparisons.items() if comparison.shared -%}
shared_{{ name }} as (

    select match_records.{{ name }}
    from {{ ref('match_records') }} as match_records
    cross join records
    inner join weights on weights.comparison = '{{ name }}'
    where match_records.{{ name }} is not null
    group by match_records.{{ name }}
    having {{ comparison.shared }}

),

{% endfor -%}
shared_values_by_record as (

    {% for name, comparison in comparisons.items() if comparison.shared -%}
    select
        match_records.record_id,
        '|{{ name }}|' as shared_value
    from {{ ref('match_records') }} as match_records
    inner join shared_{{ name }}
        on match_records.{{ name }} = shared_{{ name }}.{{ name }}
    {{- '\n    union all\n    ' if not loop.last }}
    {%- endfor %}

)

select
    record_id,
    array_join(sort_array(collect_list(shared_value)), '') as shared_values
from shared_values_by_record
group by record_id
