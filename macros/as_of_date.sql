{#- The day for which gold is computed: var as_of_date, or the day (UTC) on which the run started. -#}
{% macro as_of_date() -%}
    {%- set day = var('as_of_date') or run_started_at.strftime('%Y-%m-%d') -%}
    {%- if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', day | string) -%}
        {%- do exceptions.raise_compiler_error('The variable as_of_date is ' ~ day ~ '. Write it as 2026-10-31.') -%}
    {%- endif -%}
    date '{{ day }}'
{%- endmacro %}
