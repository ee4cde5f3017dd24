{#-
    A typed phone number as E.164, in four steps that a model takes one CTE after the other:

    1. phone_number(text): the number itself in plain letters and digits, or NULL when the text holds none.
       Punctuation, what stands in front and an extension go.
    2. phone_digits(number): letters become the digits of a keypad, so only digits and a + in front stay.
    3. phone_international(digits): from the calling code on, when the digits name it. Reads a row of phone_regions.
    4. phone_e164(digits, international), with the row of phone_calling_codes that phone_plan() names: takes the
       national prefix off, and gives NULL when no number of that calling code is so long.

    The meaning is that of the library phonenumbers, parse() and is_possible_number(), from which
    python_helpers/phone_rules.py derives both seeds; tests/python/test_phone_e164.py compares the two.
    Nearly all numbers are digits and common punctuation, so they take the short way through each CASE.
-#}

{% macro phone_number(text) -%}
    {%- set plain = text -%}
    {%- for character in [' ', '-', '(', ')', '.', '/'] -%}
        {%- set plain = "replace(" ~ plain ~ ", '" ~ character ~ "', '')" -%}
    {%- endfor -%}
    {%- set plain = namespace(sql=text) -%}
    {%- for character in [' ', '-', '(', ')', '.', '/'] -%}
        {%- set plain.sql = "replace(" ~ plain.sql ~ ", '" ~ character ~ "', '')" -%}
    {%- endfor -%}
    coalesce(
        nullif(regexp_extract({{ plain.sql }}, '^[+]*[0-9]{3,}$', 0), ''),
        {{ phone_number_in_words(text) }}
    )
{%- endmacro %}


{#- A number with anything more than digits and common punctuation: tel: in front, an extension, letters. -#}
{% macro phone_number_in_words(text) -%}
    {#- wide digits and signs as common ones, every blank as ' ', every dash as '-' -#}
    {%- set common -%}
        lower(translate({{ text }},
            '０１２３４５６７８９＋－（）．／［］[]＃，；：ｘｅｔｎ～‐‑‒–—―−ー　⁓∼' || chr(160) || chr(9) || chr(173) || chr(8203) || chr(8288),
            '0123456789+-()./()()#,;:xetn~--------  ~~' || ' ' || ' '
        ))
    {%- endset -%}
    {%- set from_start -%} regexp_replace({{ common }}, '^[^+0-9]+', '') {%- endset -%}
    {%- set to_end -%} regexp_replace({{ from_start }}, '[^#0-9a-zÀ-힣]+$', '') {%- endset -%}
    {%- set first_number -%} split_part(replace({{ to_end }}, '/ x', '/x'), '/x', 1) {%- endset -%}
    {%- set without_extension -%}
        regexp_replace(
            split_part({{ first_number }}, ';isub=', 1),
            '(?:;ext=[0-9]{1,20}'
            || '|[ ,]*(?:e?xt(?:ensi(?:o|ó))?n?|доб|anexo)[:.]?[ ,-]*[0-9]{1,20}#?'
            || '|[ ,]*(?:x|#|~|int)[:.]?[ ,-]*[0-9]{1,9}#?'
            || '|[- ]+[0-9]{1,6}#'
            || '|[ ]*(?:,,|;)[:.]?[ ,-]*[0-9]{1,15}#?'
            || '|[ ]*,+[:.]?[ ,-]*[0-9]{1,9}#?)$',
            ''
        )
    {%- endset -%}
    nullif(regexp_extract(
        {{ without_extension }},
        '^[+]*(?:[-x .()/~*]*[0-9]){3,}[-x .()/~*0-9a-z]*$',
        0
    ), '')
{%- endmacro %}


{#- Letters count from three on, as in 1800 FLOWERS; one or two are taken for a slip. -#}
{% macro phone_digits(number) -%}
    case
        when regexp_like({{ number }}, '^[+]*[0-9]+$')
            then {{ number }}
        when regexp_like({{ number }}, '[a-z][^a-z]*[a-z][^a-z]*[a-z]')
            then translate({{ number }}, 'abcdefghijklmnopqrstuvwxyz-.()/~* ', '22233344455566677778889999')
        else translate({{ number }}, 'abcdefghijklmnopqrstuvwxyz-.()/~* ', '')
    end
{%- endmacro %}


{% macro phone_international(digits) -%}
    case
        when {{ digits }} like '+%' and {{ digits }} not like '+0%' and {{ digits }} not like '++%'
            then substring({{ digits }}, 2)
        when {{ digits }} like '+%' and replace({{ digits }}, '+', '') not like '0%'
            then replace({{ digits }}, '+', '')
        when starts_with(replace({{ digits }}, '+', ''), international_prefix)
            and substring(replace({{ digits }}, '+', ''), length(international_prefix) + 1, 1) <> '0'
            then substring(replace({{ digits }}, '+', ''), length(international_prefix) + 1)
        when instr(international_starts, left(replace({{ digits }}, '+', ''), 2)) > 0
            and regexp_like(replace({{ digits }}, '+', ''), international_pattern)
            then regexp_extract(replace({{ digits }}, '+', ''), international_pattern, 1)
        {#- a + in front of neither a calling code nor an international prefix -#}
        when {{ digits }} like '+%' then ''
        {#- the calling code of the region without any prefix: 49 30 123456 -#}
        when starts_with({{ digits }}, calling_code)
            and (
                length({{ digits }}) > max_length
                or (
                    regexp_like({{ digits }}, own_code_pattern)
                    and not regexp_like({{ digits }}, national_pattern)
                )
            )
            then {{ digits }}
    end
{%- endmacro %}


{#- The key of phone_calling_codes: the calling code, or for a national number the plan of its region. -#}
{% macro phone_plan(international, region_plan) -%}
    case
        when {{ international }} is null then {{ region_plan }}
        when left({{ international }}, 1) in ('1', '7') then left({{ international }}, 1)
        when left({{ international }}, 2) in (
            '20', '27', '30', '31', '32', '33', '34', '36', '39', '40', '41', '43', '44', '45', '46', '47', '48', '49',
            '51', '52', '53', '54', '55', '56', '57', '58', '60', '61', '62', '63', '64', '65', '66', '81', '82', '84',
            '86', '90', '91', '92', '93', '94', '95', '98'
        )
            then left({{ international }}, 2)
        else left({{ international }}, 3)
    end
{%- endmacro %}


{#- `plan` is the alias of the joined row of phone_calling_codes. -#}
{% macro phone_e164(digits, international, plan) -%}
    {%- set national -%}
        coalesce(substring({{ international }}, length({{ plan }}.calling_code) + 1), {{ digits }})
    {%- endset -%}
    {%- set stripped -%}
        case
            when length({{ national }}) = {{ plan }}.local_length
                and instr({{ plan }}.local_starts, left({{ national }}, 1)) > 0
                then {{ plan }}.area_code || {{ national }}
            {#- Argentina: 0 351 15 123 4567 is the mobile number 9 351 123 4567 -#}
            when length({{ national }}) >= 12 and regexp_like({{ national }}, {{ plan }}.mobile_pattern)
                then '9' || regexp_extract({{ national }}, {{ plan }}.mobile_pattern, 1) || right({{ national }},
                    length({{ national }})
                    - length(regexp_extract({{ national }}, {{ plan }}.mobile_pattern, 1))
                    - case when {{ national }} like '0%' then 3 else 2 end
                )
            when instr({{ plan }}.trunk_starts, '|' || left({{ national }}, 2) || '|') > 0
                and regexp_like({{ national }}, {{ plan }}.trunk_pattern)
                then regexp_extract({{ national }}, {{ plan }}.trunk_pattern, 1)
            when starts_with({{ national }}, {{ plan }}.trunk_prefix)
                then substring({{ national }}, length({{ plan }}.trunk_prefix) + 1)
            else {{ national }}
        end
    {%- endset -%}
    {%- set chosen -%}
        case
            when instr({{ plan }}.national_lengths, '|' || length({{ stripped }}) || '|') = 0
                then {{ national }}
            {#- what looks like a national prefix can be the start of the number -#}
            when instr({{ plan }}.shared_starts, left({{ national }}, 1)) > 0
                and regexp_like({{ national }}, {{ plan }}.viable_pattern)
                and not regexp_like({{ stripped }}, {{ plan }}.viable_pattern)
                then {{ national }}
            else {{ stripped }}
        end
    {%- endset -%}
    case
        when instr({{ plan }}.possible_lengths, '|' || length({{ chosen }}) || '|') > 0
            then '+' || {{ plan }}.calling_code || {{ chosen }}
    end
{%- endmacro %}
