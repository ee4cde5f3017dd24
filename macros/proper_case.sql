{#-
    A name in proper case: ANNA-LENA O'NEIL and anna-lena o'neil become Anna-Lena O'Neil. A name with both
    cases stays as it was typed, because McDonald and van der Berg are right. Runs of blanks become one.
    initcap knows only blanks, so each hyphen and apostrophe gets one behind it for a moment.
-#}
{% macro proper_case(column) -%}
    case
        when {{ column }} <> upper({{ column }}) and {{ column }} <> lower({{ column }})
            then
                case
                    when {{ column }} like '%  %' then regexp_replace({{ column }}, ' +', ' ')
                    else {{ column }}
                end
        else replace(replace(
            initcap(replace(replace(regexp_replace({{ column }}, ' +', ' '), '-', '- '), '''', ''' ')),
            '- ', '-'
        ), ''' ', '''')
    end
{%- endmacro %}
