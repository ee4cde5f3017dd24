{#-
    The column `rejected` of a staging model: the values that it could not use, which rejected_values takes apart; NULL
    when all is well. Each of `entries` is a column, SQL for its text, SQL that says when that is no good, and why;
    the reason may be SQL that begins with `case`.
-#}
{% macro rejected(entries) -%}
    nullif(
        concat_ws(
            chr(30),
            {%- for column, text, is_rejected, reason in entries %}
            case
                when {{ is_rejected }}
                    then
                        '{{ column }}' || chr(31) || translate({{ text }}, chr(30) || chr(31), '  ')
                        || chr(31) || {{ reason if reason.startswith('case') else "'" ~ reason ~ "'" }}
            end {%- if not loop.last %}, {%- endif %}
            {%- endfor %}
        ),
        ''
    ) as rejected
{%- endmacro %}
