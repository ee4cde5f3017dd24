{#-
    What a snapshot compares with its table. With as_of_date set, the rows that its table has already, so that nothing is
    written: what holds on another day is no history, and history can't be made again.
-#}
{% macro snapshot_rows(relation) -%}
    {%- set snapshot = adapter.get_relation(this.database, this.schema, this.identifier) if execute -%}
    {%- if not var('as_of_date') -%}
        select * from {{ relation }}
    {%- elif not snapshot -%}
        select * from {{ relation }} where false
    {%- else -%}
        {%- set columns = adapter.get_columns_in_relation(snapshot) | map(attribute='name') -%}
        select {{ columns | reject('in', get_snapshot_table_column_names().values()) | join(', ') }}
        from {{ snapshot }}
        where dbt_valid_to is null
    {%- endif -%}
{%- endmacro %}
