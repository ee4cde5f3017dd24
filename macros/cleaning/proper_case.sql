{#-
    A name in proper case: ANNA-LENA O'NEIL and anna-lena o'neil become Anna-Lena O'Neil. A name with both cases stays
    as it was typed, because McDonald and van der Berg are right, and so do particles of a name in small letters, such as
    the de of maria de souza; at its start only if `particle_first`, as in a last name. A number or degree at the end is
    III or MD, as a last name also alone. Runs of white space become one blank.
-#}
{% macro proper_case(column, particle_first=false) -%}
    {%- set spaced -%}
        regexp_replace(translate({{ column }}, chr(9) || chr(10) || chr(13), '   '), '  +', ' ')
    {%- endset -%}
    {%- set suffixes = ('(^| )' if particle_first else ' ') ~ '([iI]{2,3}|[iI][vVxX]|[vV][iI]{2,3}|[mM][dD]|[dD][dD][sS]|[dD][vV][mM]|[pP][hH][dD])$' -%}
    {%- set suffix -%}
        replace(
            translate(regexp_extract({{ column }}, '{{ suffixes }}', 0), 'dhimpsvx', 'DHIMPSVX'), 'PHD', 'PhD'
        )
    {%- endset -%}
    {#- initcap knows only blanks, so each hyphen, apostrophe and the like gets one after it for a moment -#}
    {%- set words = namespace(sql='regexp_replace(' ~ spaced ~ ", '" ~ suffixes ~ "', '')") -%}
    {%- for sign in ["'-'", "'–'", "chr(39)", "'’'", "'.'", "'('", "'/'"] -%}
        {%- set words.sql = "replace(" ~ words.sql ~ ", " ~ sign ~ ", " ~ sign ~ " || chr(31) || ' ')" -%}
    {%- endfor -%}
    {#- the small letter of İ is i and a dot above, of which only the i is meant -#}
    {%- set cased = "replace(replace(initcap(" ~ words.sql ~ "), chr(31) || ' ', ''), 'i\u0307', 'i')" -%}
    {%- set lowered = namespace(sql=("' ' || " if particle_first else "") ~ cased) -%}
    {%- for particle in particles().split('|') -%}
        {%- set lowered.sql = "replace(%s, ' %s ', ' %s ')" | format(lowered.sql, particle | capitalize, particle) -%}
    {%- endfor -%}
    {#- ß has no capital letter -#}
    {%- set letters = "replace(" ~ column ~ ", 'ß', '')" -%}
    case
        when {{ letters }} <> upper({{ letters }}) and {{ letters }} <> lower({{ letters }})
            {#- most names have no other white space than single blanks #}
            then
                case
                    when regexp_like({{ column }}, '[' || chr(9) || chr(10) || chr(13) || ']|  ') then {{ spaced }}
                    else {{ column }}
                end
        when regexp_like({{ column }}, '{{ "(^| )" if particle_first else " " }}({{ particles() }}) ')
            then regexp_replace({{ lowered.sql }}, '^ ', '') || {{ suffix }}
        else {{ cased }} || {{ suffix }}
    end
{%- endmacro %}


{#-
    The last name of a record with first_name_text, last_name_text and full_name_text: as proper_case has it, but a
    particle that stands alone, such as the de of Marloe de Boer, stays as the full name has it.
-#}
{% macro last_name() -%}
    case
        when
            last_name_text in ('{{ particles() | replace("|", "', '") }}')
            and ' ' || full_name_text like '% ' || last_name_text || ' %'
            then last_name_text
        else {{ proper_case('last_name_text', particle_first=true) }}
    end
{%- endmacro %}


{#-
    The full name of a record with first_name and last_name, in which both are as in their own columns. Without a full name,
    or with one such as Vogt, Ilse, it is made of the two.
-#}
{% macro full_name() -%}
    {%- set name -%}
        ' ' || {{ proper_case('full_name_text') }} || ' '
    {%- endset -%}
    coalesce(
        case when full_name_text is null or full_name_text like '%,%' then first_name || ' ' || last_name end,
        regexp_replace(
            replace(
                replace(
                    {{ name }},
                    ' ' || coalesce(last_name_text, '') || ' ',
                    ' ' || coalesce(last_name, '') || ' '
                ),
                ' ' || coalesce(first_name_text, '') || ' ',
                ' ' || coalesce(first_name, '') || ' '
            ),
            '^ | $',
            ''
        ),
        last_name,
        first_name
    )
{%- endmacro %}


{#- Words of a name that stay small, for a regular expression. -#}
{% macro particles() -%}
    af|av|da|de|del|den|der|di|do|dos|du|e|la|le|ten|ter|und|van|vom|von|y|zu|zum|zur
{%- endmacro %}
