{#-
    Post-hook of a table that is merged into: deletes the rows whose key isn't among those of the query in the call.
    A view needs no hook. `not in` would delete nothing as soon as the query gives one NULL, and Databricks would send
    all keys to each worker (https://docs.databricks.com/aws/en/sql/language-manual/delta-delete-from).
-#}
{% macro delete_vanished() %}
    {% if config.get('materialized') == 'incremental' %}
        delete from {{ this }} as handed_over where not exists (
            select 1 from ({{ caller() | trim }}) as kept (kept_key)
            where kept.kept_key = handed_over.{{ config.get('unique_key') }}
        )
    {% endif %}
{% endmacro %}
