{#-
    A name in proper case: ANNA-LENA O'NEIL and anna-lena o'neil become Anna-Lena O'Neil. A name with both
    cases stays as it was typed, because McDonald and van der Berg are right. Runs of white space become one blank.
    initcap knows only blanks, so each hyphen, apostrophe and the like gets one after it for a moment.
-#}
{% macro proper_case(column) -%}
    {%- set spaced -%}
        regexp_replace(translate({{ column }}, chr(9) || chr(10) || chr(13) || chr(160), '    '), '  +', ' ')
    {%- endset -%}
    {%- set words = namespace(sql=spaced) -%}
    {%- for sign in ["'-'", "'–'", "chr(39)", "'’'", "'.'", "'('", "'/'"] -%}
        {%- set words.sql = "replace(" ~ words.sql ~ ", " ~ sign ~ ", " ~ sign ~ " || chr(31) || ' ')" -%}
    {%- endfor -%}
    case
        when {{ column }} <> upper({{ column }}) and {{ column }} <> lower({{ column }})
            {#- most names have no other white space than single blanks #}
            then case when regexp_like({{ column }}, '[^ !-~¡-힣]|  ') then {{ spaced }} else {{ column }} end
        else replace(initcap({{ words.sql }}), chr(31) || ' ', '')
    end
{%- endmacro %}
