{#- A text as bigint, also with an exponent; NULL when it is no whole number. Nearly all are digits only. -#}
{% macro whole_number(text) -%}
    case
        when translate({{ text }}, '+-0123456789', '') = '' then try_cast({{ text }} as bigint)
        when {{ number(text, 'decimal(38, 8)') }} % 1 = 0
            then try_cast({{ number(text, 'decimal(38, 8)') }} as bigint)
    end
{%- endmacro %}
