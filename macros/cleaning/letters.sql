{#-
    Letters and their marks beyond a to z, as part of a class of a regular expression on text in lower case: without the
    signs, arrows and blanks from U+2000 on, and those from U+3000 on.
-#}
{% macro letters() -%}
    {{ "ß-\u1fff\u2c00-\u2dff\u3005-\ud7a3" }}
{%- endmacro %}
