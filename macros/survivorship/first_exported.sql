{#-
    The order of records in which the first was exported first. Those of one second go by their row versions, which all
    tables of an organisation share.
-#}
{% macro first_exported() -%}
    first_exported_at asc nulls last, first_version asc, record_id asc
{%- endmacro %}
