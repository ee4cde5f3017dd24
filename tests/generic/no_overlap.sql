{#- No two periods of a key overlap, no period ends before it starts, and only one is open. -#}
{% test no_overlap(model, key, starts, ends) %}

with

periods as (

    select
        {{ key }},
        {{ starts }} as starts_at,
        {{ ends }} as ends_at,
        count_if({{ ends }} is null) over (partition by {{ key }}) as open_periods,
        lead({{ starts }}) over (partition by {{ key }} order by {{ starts }}, {{ ends }} nulls last) as next_starts_at
    from {{ model }}

)

select * from periods
where
    ends_at < starts_at
    or ends_at > next_starts_at
    or open_periods > 1

{% endtest %}
