{#-
    The values of a column add up to the number of rows of another model: no row is lost, none is counted twice. A NULL is
    at least one.
-#}
{% test adds_up_to_rows(model, column_name, compare_model) %}

with

totals as (

    select
        coalesce(sum({{ column_name }}), 0) as total,
        count_if({{ column_name }} is null) as hidden,
        (select count(*) from {{ compare_model }}) as expected_rows
    from {{ model }}

)

select *
from totals
where
    expected_rows < total + hidden
    or (hidden = 0 and expected_rows > total)

{% endtest %}
