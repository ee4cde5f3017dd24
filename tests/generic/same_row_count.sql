{#- The model has as many rows as another: a join has lost none and doubled none. -#}
{% test same_row_count(model, compare_with) %}

select *
from (select count(*) as row_count from {{ model }}) as here
cross join (select count(*) as row_count from {{ compare_with }}) as there
where here.row_count <> there.row_count

{% endtest %}
