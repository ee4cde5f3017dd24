{#- As new_rows, for a table that collects rows of several sources: the newest row seen of this source. -#}
{% macro new_rows_of(table_name) -%}
    {%- if is_incremental() -%}
        _loaded_at > (
            select coalesce(max(seen._loaded_at), timestamp '1900-01-01') from {{ this }} as seen
            where seen.table_name = '{{ table_name }}'
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
