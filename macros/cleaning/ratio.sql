{#- One amount divided by another; NULL when either is unknown or the other is 0. -#}
{% macro ratio(amount, base) -%}
    {{ to_decimal('cast(' ~ amount ~ ' as double) / cast(nullif(' ~ base ~ ', 0) as double)', 'decimal(12, 4)') }}
{%- endmacro %}
