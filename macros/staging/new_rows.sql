{#-
    In an incremental run, only the rows that bronze got after the newest row that this table has seen.
    Write it as the first condition: `where {{ new_rows() }}`.
-#}
{% macro new_rows() -%}
    {%- if is_incremental() -%}
        _loaded_at > (select coalesce(max(seen._loaded_at), timestamp '1900-01-01') from {{ this }} as seen)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
