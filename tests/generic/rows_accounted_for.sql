{#- Exported rows = current + superseded + deleted + rejected: none is lost, none is doubled. -#}
{% test rows_accounted_for(model, exported, history, rejected) %}

{{ config(enabled=var('bronze_keeps_every_row')) }}

with

counted as (

    select
        (select count(*) from {{ exported }}) as exported_rows,
        (select count(*) from {{ model }}) as current_rows,
        (select coalesce(sum(exported_rows) - count_if(is_current), 0) from {{ history }}) as superseded_rows,
        (select count_if(is_current and is_deleted) from {{ history }}) as deleted_rows,
        (
            select count(*) from {{ rejected }}
            where table_name = '{{ exported.identifier }}' and column_name is null
        ) as rejected_rows

)

select * from counted
where exported_rows <> current_rows + superseded_rows + deleted_rows + rejected_rows

{% endtest %}
