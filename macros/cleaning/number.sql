{#- A text as a number of `type`, with a point as decimal sign or an exponent; NULL when it is none, or too large. -#}
{% macro number(text, type) -%}
    case
        when
            regexp_like({{ text }}, '^[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]{1,3})?$')
            {%- if type == 'double' %}
            and abs(try_cast({{ text }} as double)) < cast('Infinity' as double)
            {%- endif %}
            then try_cast({{ text }} as {{ type }})
    end
{%- endmacro %}
