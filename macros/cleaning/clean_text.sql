{#-
    A text as a reader sees it: without what nobody sees, such as U+200B or the marks for the direction of writing, each
    blank of Unicode as ' ', each line end as \n, and without white space around it; empty text is NULL. Zeros in front,
    as in a postcode, stay. None ends with a line end, in front of which `$` of a regular expression matches on Databricks.

    U+200C and U+200D, which keep letters apart or join them, stay within texts that have letters of a script that needs
    them: Arabic, Mongolian, and those of India and South-East Asia. Matching doesn't look at them.
-#}
{% macro clean_text(column) -%}
    {%- set joiners = "\u200c\u200d" -%}
    {%- set line_ends = "\u000b\u000c\u0085\u2028\u2029" -%}
    {%- set blanks = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
        ~ "\u202f\u205f\u2800\u3000" -%}
    {#- control characters, and what Unicode calls format or default ignorable; signs around Arabic numbers are seen -#}
    {%- set unseen = "\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160"
        ~ "\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
        ~ "\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff" -%}
    {#- U+0000, which no literal holds -#}
    {%- set nothing = "[^\u0001-\U0010ffff]" -%}
    {%- set joined_scripts = "\u0600-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff" -%}
    {%- set around = "'[ ' || chr(9) || chr(10) || chr(13) || '" ~ joiners ~ "]+'" -%}
    nullif(case
        when regexp_like({{ column }}, '[{{ unseen ~ joiners ~ blanks ~ line_ends }}]|{{ nothing }}')
            then regexp_replace(
                translate(
                    regexp_replace(
                        case when regexp_like({{ column }}, '[{{ joined_scripts }}]') then {{ column }}
                        else translate({{ column }}, '{{ joiners }}', '') end,
                        '[{{ unseen }}]|{{ nothing }}', ''
                    ),
                    '{{ blanks ~ line_ends }}',
                    repeat(' ', {{ blanks | length }}) || repeat(chr(10), {{ line_ends | length }})
                ),
                '^' || {{ around }} || '|' || {{ around }} || '$', ''
            )
        else trim(both ' ' || chr(9) || chr(10) || chr(13) from {{ column }})
    end, '')
{%- endmacro %}
