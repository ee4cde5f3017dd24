{#-
    The record number (recid) of a Finance & Operations row from its id, which holds it as the last eight bytes, lowest
    first: 000010b5-0000-0000-21aa-a55001000000 is the record 5648001569 of the table 0x10b5. NULL for other ids.
    The rows of deletes have it nowhere else.
-#}
{% macro record_number(id) -%}
    case
        when regexp_like({{ id }}, '^[0-9a-f]{8}-0000-0000-[0-9a-f]{4}-[0-9a-f]{10}[0-7][0-9a-f]$')
            then
                {%- for position in [20, 22, 25, 27, 29, 31, 33, 35] %}
                cast(
                    instr('0123456789abcdef', substring({{ id }}, {{ position }}, 1)) * 16
                    + instr('0123456789abcdef', substring({{ id }}, {{ position + 1 }}, 1)) - 17
                    as bigint
                ) * {{ 256 ** loop.index0 }} {%- if not loop.last %} + {%- endif %}
                {%- endfor %}
    end
{%- endmacro %}
