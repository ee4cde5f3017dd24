{#-
    Connected components without recursion: the relation `edges` has each edge in both directions, with a label for each
    end (a, b, label_a, label_b). A pass gives each end the smallest label of its neighbours; labels run two steps a
    pass. After the last, <edges>_done has edges whose ends have one label, or stops with `message`.
-#}
{% macro smallest_labels(edges, passes, message) %}
{% for pass in range(1, passes + 1) %}
{{ edges }}_a{{ pass }} as (

    select
        a,
        b,
        min(least(label_a, label_b)) over (partition by a) as label_a,
        label_b
    from {{ edges if loop.first else edges ~ '_b' ~ (pass - 1) }}

),

{{ edges }}_b{{ pass }} as (

    select
        a,
        b,
        label_a,
        min(least(label_a, label_b)) over (partition by b) as label_b
    from {{ edges }}_a{{ pass }}

),
{% endfor %}

{{ edges }}_done as (

    select
        a,
        b,
        case when label_a = label_b then label_a else raise_error({{ message }}) end as label
    from {{ edges }}_b{{ passes }}

),
{% endmacro %}
