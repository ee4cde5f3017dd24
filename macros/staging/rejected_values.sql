{#-
    One row for each value that the staging model `relation` could not use (its column rejected), and one for each row
    that it could not use at all (row_rejected). `record_id` is SQL for the id of the record.
-#}
{% macro rejected_values(relation, table_name, record_id) -%}
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
    union all
    select
        '{{ table_name }}' as table_name,
        record_id,
        split_part(entry, chr(31), 1) as column_name,
        split_part(entry, chr(31), 2) as rejected_value,
        split_part(entry, chr(31), 3) as reason,
        _source_file,
        _source_row,
        _loaded_at
    from (
        select
            {{ record_id }} as record_id,
            explode(split(rejected, chr(30))) as entry,
            _source_file,
            _source_row,
            _loaded_at
        from {{ relation }}
        where rejected is not null and {{ new_rows_of(table_name) }}
    ) as entries
{%- endmacro %}
