{#-
    Post-hook of a table that is merged into: deletes the rows whose key isn't among those of the query in the call.
    A view needs no hook.
-#}
{% macro delete_vanished() %}
    {% if config.get('materialized') == 'incremental' %}
        delete from {{ this }} where {{ config.get('unique_key') }} not in ({{ caller() | trim }})
    {% endif %}
{% endmacro %}
