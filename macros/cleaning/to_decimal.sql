{#-
    A double as a decimal. One that stands in the middle of two decimals is rounded up by one engine and down by the
    other, because few such middles have an exact double; a little more decides it.
-#}
{% macro to_decimal(value, type) -%}
    cast({{ value }} + 1e-10 as {{ type }})
{%- endmacro %}
