{#- The model has as many rows as another: a join has lost none and doubled none. -#}
{% test equal_rowcount(model, compare_model) %}

select *
from (select count(*) as row_count from {{ model }}) as here
cross join (select count(*) as row_count from {{ compare_model }}) as there
where here.row_count <> there.row_count

{% endtest %}
