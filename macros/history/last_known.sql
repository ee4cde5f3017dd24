{#-
    The last version of each record of a history that is no delete: of a deleted record, what it was before. `is_live`
    says whether the record still exists, `first_exported_at` and `first_version` when it came into the export. If bronze
    has only the latest version, `first_exported_at` is when the record was created.
-#}
{% macro last_known(history, key) %}
    select
        *,
        is_current as is_live,
        min({{ 'sink_modified_at' if var('bronze_keeps_every_row') else 'created_at' }}) over (partition by {{ key }})
            as first_exported_at,
        min(row_version) over (partition by {{ key }}) as first_version
    from {{ history }}
    qualify
        not is_deleted
        and row_number() over (
            partition by {{ key }}
            order by is_deleted, is_current desc, row_version desc, valid_from desc, valid_to desc nulls first
        ) = 1
{% endmacro %}
