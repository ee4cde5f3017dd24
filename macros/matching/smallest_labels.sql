{#-
    Connected components without recursion: the relation `edges` has each edge in both directions, with a label for each
    end (a, b, label_a, label_b). A pass gives each end the smallest label of its neighbours; labels run two steps a
    pass. After the last, <edges>_done has edges whose ends have one label, or stops with `message`. Few components need
    more than two passes, so the rest of the passes is for those.
-#}
{% macro smallest_labels(edges, passes, message) %}
{% set first_passes = 2 %}
{% for pass in range(1, passes + 1) %}
{{ edges }}_a{{ pass }} as (

    select
        a,
        b,
        min(least(label_a, label_b)) over (partition by a) as label_a,
        label_b
    from {{ edges if loop.first else edges ~ '_b' ~ (pass - 1) }}
    {% if pass == first_passes + 1 -%}
    where not is_settled
    {% endif %}
),

{{ edges }}_b{{ pass }} as (

    {% if pass == first_passes -%}
    select
        *,
        bool_and(label_a = label_b) over (partition by label_a)
        and bool_and(label_a = label_b) over (partition by label_b) as is_settled
    from (
    {% endif -%}
    select
        a,
        b,
        label_a,
        min(least(label_a, label_b)) over (partition by b) as label_b
    from {{ edges }}_a{{ pass }}
    {% if pass == first_passes -%}
    ) as labelled
    {%- endif %}

),
{% endfor %}

{{ edges }}_done as (

    select
        a,
        b,
        case when label_a = label_b then label_a else raise_error({{ message }}) end as label
    from {{ edges }}_b{{ passes }}
    {% if passes > first_passes -%}
    union all
    select
        a,
        b,
        label_a as label
    from {{ edges }}_b{{ first_passes }}
    where is_settled
    {%- endif %}

),
{% endmacro %}
