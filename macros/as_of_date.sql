{#- The day for which gold is computed: var as_of_date, or the day (UTC) on which the run started. -#}
{% macro as_of_date() -%}
    {%- set day = var('as_of_date') or run_started_at.strftime('%Y-%m-%d') -%}
    date '{{ day }}'
{%- endmacro %}
