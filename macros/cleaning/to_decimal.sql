{#-
    A double as a decimal. One engine rounds a double halfway between two decimals up, the other down, because few such
    halves have an exact double. Adding a little decides it.
-#}
{% macro to_decimal(value, type) -%}
    cast({{ value }} + 1e-10 as {{ type }})
{%- endmacro %}
