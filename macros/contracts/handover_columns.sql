{#-
    The columns of a gold table as Customer Insights can read them: decimals of at most 16 digits, so an amount with more
    than 14 before the point is NULL.
-#}
{% macro handover_columns(model_name) -%}
    {%- for column in contract_columns(model_name) %}
    {%- set digits = column.data_type.partition('(')[2].partition(',')[0] | int(0) %}
    {{ 'try_cast(' ~ column.name ~ ' as decimal(16, 2)) as ' ~ column.name if digits > 16 else column.name }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
