{#-
    A text without white space around it; empty text is NULL. Zeros in front, as in a postcode, stay. None ends with a
    line end, in front of which `$` of a regular expression matches on Databricks: there are U+0085, U+2028, U+2029, too.
-#}
{% macro clean_text(column) -%}
    nullif(
        trim(
            both ' ' || chr(9) || chr(10) || chr(13) || chr(133) || chr(160) || '{{ "\u2028\u2029" }}' from {{ column }}
        ),
        ''
    )
{%- endmacro %}
