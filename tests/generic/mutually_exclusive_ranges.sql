{#- No two periods of a key overlap, no period ends before it starts, and only one is open. -#}
{% test mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by) %}

with

periods as (

    select
        {{ partition_by }},
        {{ lower_bound_column }} as starts_at,
        {{ upper_bound_column }} as ends_at,
        count_if({{ upper_bound_column }} is null) over (partition by {{ partition_by }}) as open_periods,
        lead({{ lower_bound_column }}) over (
            partition by {{ partition_by }}
            order by {{ lower_bound_column }}, {{ upper_bound_column }} nulls last
        ) as next_starts_at
    from {{ model }}

)

select * from periods
where
    ends_at < starts_at
    or ends_at > next_starts_at
    or open_periods > 1

{% endtest %}
