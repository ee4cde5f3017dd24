{#- The values of a column add up to the number of rows of another model: no row is lost, none is counted twice. -#}
{% test adds_up_to_rows(model, column_name, compare_model) %}

select
    (select coalesce(sum({{ column_name }}), 0) from {{ model }}) as total,
    (select count(*) from {{ compare_model }}) as expected_rows
where
    (select coalesce(sum({{ column_name }}), 0) from {{ model }})
    <> (select count(*) from {{ compare_model }})

{% endtest %}
