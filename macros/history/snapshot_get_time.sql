{#-
    In place of dbt's: the time of a snapshot is after all times that its table has, also after a run of a machine whose
    clock was ahead. Otherwise a version could end before it begins.
-#}
{% macro default__snapshot_get_time() -%}
    {%- set snapshot = adapter.get_relation(this.database, this.schema, this.identifier) if execute -%}
    {%- if snapshot -%}
        (
            select
                greatest(
                    cast({{ current_timestamp() }} as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from {{ snapshot }}
        )
    {%- else -%}
        cast({{ current_timestamp() }} as timestamp)
    {%- endif -%}
{%- endmacro %}
