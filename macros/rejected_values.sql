{#-
    One row for each value that the staging model `relation` could not use, and one for each row that it could not use
    at all (row_rejected). `record_id` is SQL for the id of the record.

    The columns and the reasons are those of its .yml: each column with `config: {meta: {reason: …}}`.
-#}
{% macro rejected_values(relation, table_name, record_id) %}
    select
        '{{ table_name }}' as table_name,
        {{ record_id }} as record_id,
        cast(null as string) as column_name,
        cast(null as string) as rejected_value,
        row_rejected as reason,
        _source_file,
        _source_row,
        _loaded_at
    from {{ relation }}
    where row_rejected is not null and {{ new_rows_of(table_name) }}
    {% for column, reason in rejection_reasons(relation.identifier).items() %}
    union all
    select
        '{{ table_name }}' as table_name,
        {{ record_id }} as record_id,
        '{{ column.removesuffix("_rejected") }}' as column_name,
        {{ column }} as rejected_value,
        '{{ reason }}' as reason,
        _source_file,
        _source_row,
        _loaded_at
    from {{ relation }}
    where {{ column }} is not null and {{ new_rows_of(table_name) }}
    {% endfor %}
{% endmacro %}
