{#-
    The rows of `relation` with one more column, `phone`: the typed number `text` as E.164, or NULL when it can't be a
    number. `region` is the ISO code of the country from which the number is dialled; where it is NULL or unknown,
    only numbers with a + are read.

    The meaning is that of the library phonenumbers, parse() and is_possible_number(), from which
    python_helpers/project/phone_rules.py derives both seeds; tests/project/test_phone_e164.py compares the two. But fewer than
    seven digits, as the emergency number +49110, can't be a customer's number, and E.164 has at most fifteen.
-#}
{% macro with_phone_e164(relation, text, region, phone='phone') %}
with

phone_written as (

    select
        *,
        {{ phone_number(text) }} as _phone_number
    from {{ relation }}

),

phone_dialled as (

    select
        *,
        {{ phone_digits('_phone_number') }} as _phone_digits
    from phone_written

),

phone_international as (

    select
        dialled.*,
        regions.numbering_plan as _phone_region_plan,
        {{ phone_international('dialled._phone_digits', 'regions') }} as _phone_international
    from phone_dialled as dialled
    left join {{ ref('phone_regions') }} as regions
        on dialled.{{ region }} = regions.country_code

),

phone_planned as (

    select
        *,
        {{ phone_plan('_phone_digits', '_phone_international', '_phone_region_plan') }} as _phone_plan
    from phone_international

),

phone_national as (

    select
        planned.*,
        plans.* except (numbering_plan),
        coalesce(substring(_phone_international, length(plans.calling_code) + 1), _phone_digits) as _phone_national
    from phone_planned as planned
    left join {{ ref('phone_calling_codes') }} as plans
        on planned._phone_plan = plans.numbering_plan

),

phone_stripped as (

    select
        *,
        {{ phone_without_trunk_prefix('_phone_national') }} as _phone_stripped
    from phone_national

),

phone_chosen as (

    select
        *,
        {{ phone_significant('_phone_national', '_phone_stripped', '_phone_digits', '_phone_international') }}
            as _phone_significant
    from phone_stripped

)

select
    * except (
        _phone_number, _phone_digits, _phone_region_plan, _phone_international, _phone_plan, _phone_national,
        _phone_stripped, _phone_significant, calling_code, trunk_prefix, trunk_pattern, trunk_starts, shared_starts,
        viable_pattern, local_length, local_starts, area_code, mobile_areas, national_lengths, possible_lengths
    ),
    case
        when
            instr(possible_lengths, '|' || cast(length(_phone_significant) as string) || '|') > 0
            and length(calling_code) + length(_phone_significant) between 7 and 15
            then '+' || calling_code || _phone_significant
    end as {{ phone }}
from phone_chosen
{% endmacro %}


{#-
    The number in a text: without a prefix such as "tel.", punctuation and extension. Empty if there is none. Nearly every text is digits and common punctuation and takes the short way.
-#}
{% macro phone_number(text) -%}
    {%- set plain = namespace(sql=text) -%}
    {%- for character in [' ', '-', '(', ')', '.', '/'] -%}
        {%- set plain.sql = "replace(" ~ plain.sql ~ ", '" ~ character ~ "', '')" -%}
    {%- endfor -%}
    {#-
        wide digits and signs as common ones, every blank as ' ', every dash as '-', every line end as '|', which ends a
        number on either engine, nothing for invisible signs
    -#}
    {%- set wide = '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９'
        ~ '＋（）［］．／＃，；：ｘｅｔｎｉ～∼⁓‐‑‒–—―−ー－[]\u00a0\u3000\t\n\r\u0085\u2028\u2029\u00ad\u200b\u2060' -%}
    {%- set common = '012345678901234567890123456789'
        ~ '+()()./#,;:xetni~~~---------()   |||||' -%}
    {%- set whole = "lower(translate(" ~ text ~ ", '" ~ wide ~ "', '" ~ common ~ "'))" -%}
    {%- set from_start = "regexp_replace(" ~ whole ~ ", '^[^+0-9]+', '')" -%}
    {%- set to_end = "regexp_replace(" ~ from_start ~ ", '[^#0-9a-zÀ-Þ" ~ letters() ~ "]+$', '')" -%}
    {%- set first_of_two = "regexp_replace(" ~ to_end ~ ", '(?:/ *x|;isub=).*$', '')" -%}
    coalesce(
        case when regexp_extract({{ plain.sql }}, '^[+]*[0-9]{3,}$', 0) = {{ plain.sql }} then {{ plain.sql }} end,
        regexp_extract(
            regexp_replace(
                {{ first_of_two }},
                '(?:;ext=[0-9]{1,20}'
                || '|[ ,]*(?:e?xt(?:ensi(?:o|ó))?n?|доб|anexo)[:.]?[ ,-]*[0-9]{1,20}#?'
                || '|[ ,]*(?:[x#~]|int)[:.]?[ ,-]*[0-9]{1,9}#?'
                || '|[- ]+[0-9]{1,6}#'
                || '|[ ]*(?:,,|;)[:.]?[ ,-]*[0-9]{1,15}#?'
                || '|[ ]*,+[:.]?[ ,-]*[0-9]{1,9}#?)$',
                ''
            ),
            '^[+]*(?:[-x .()/~*]*[0-9]){3,}[-x .()/~*0-9a-z]*$',
            0
        )
    )
{%- endmacro %}


{#- Only digits, with + in front if it was. Letters count from three on, as in 1800 FLOWERS; fewer are a slip. -#}
{% macro phone_digits(number) -%}
    case
        when regexp_like({{ number }}, '^[+]?[0-9]+$')
            then {{ number }}
        when regexp_like({{ number }}, '[a-z][^a-z]*[a-z][^a-z]*[a-z]')
            then left({{ number }}, 1)
                || translate(
                    substring({{ number }}, 2), 'abcdefghijklmnopqrstuvwxyz+-.()/~* ', '22233344455566677778889999'
                )
        else left({{ number }}, 1) || translate(substring({{ number }}, 2), 'abcdefghijklmnopqrstuvwxyz+-.()/~* ', '')
    end
{%- endmacro %}


{#-
    From the calling code on, when the digits name one; NULL for a national number; empty if a + comes before
    neither a calling code nor the international prefix. `regions` is the alias of the joined row of phone_regions.
-#}
{% macro phone_international(digits, regions) -%}
    {%- set unsigned = "replace(" ~ digits ~ ", '+', '')" -%}
    {%- set prefix = regions ~ ".international_prefix" -%}
    case
        when {{ digits }} like '+%' and {{ digits }} not like '+0%'
            then {{ unsigned }}
        when {{ prefix }} <> ''
            and left({{ unsigned }}, length({{ prefix }})) = {{ prefix }}
            and substring({{ unsigned }}, length({{ prefix }}) + 1, 1) <> '0'
            then substring({{ unsigned }}, length({{ prefix }}) + 1)
        when instr({{ regions }}.international_starts, '|' || left({{ unsigned }}, 2) || '|') > 0
            and regexp_like({{ unsigned }}, {{ regions }}.international_pattern)
            then regexp_extract({{ unsigned }}, {{ regions }}.international_pattern, 1)
        when {{ digits }} like '+%'
            then ''
        {#- the calling code alone, as in 49 30 123456 #}
        when left({{ digits }}, length({{ regions }}.calling_code)) = {{ regions }}.calling_code
            and (
                length({{ digits }}) > {{ regions }}.max_length
                or (
                    regexp_like({{ digits }}, {{ regions }}.own_code_pattern)
                    and not regexp_like({{ digits }}, {{ regions }}.national_pattern)
                )
            )
            then {{ digits }}
    end
{%- endmacro %}


{#- The key of phone_calling_codes: the calling code, or the plan of the region for a number without + and the like. -#}
{% macro phone_plan(digits, international, region_plan) -%}
    case
        when {{ international }} is null or {{ international }} = {{ digits }} then {{ region_plan }}
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


{#- A national number without 0, or what else is dialled in front of it, and with an area code that it left out. -#}
{% macro phone_without_trunk_prefix(national) -%}
    case
        when cast(length({{ national }}) as string) = local_length
            and instr(local_starts, '|' || left({{ national }}, 1) || '|') > 0
            then area_code || {{ national }}
        {#- Argentina: 0 351 15 123 4567 is the mobile number 9 351 123 4567 #}
        {%- set area_first = "substring(" ~ national ~ ", case when " ~ national ~ " like '0%' then 2 else 1 end)" %}
        {%- for digits in [4, 3, 2] %}
        when mobile_areas is not null
            and substring({{ area_first }}, {{ digits + 1 }}, 2) = '15'
            and instr(mobile_areas, '|' || left({{ area_first }}, {{ digits }}) || '|') > 0
            then '9' || left({{ area_first }}, {{ digits }}) || substring({{ area_first }}, {{ digits + 3 }})
        {%- endfor %}
        when instr(trunk_starts, '|' || left({{ national }}, 2) || '|') > 0
            and regexp_like({{ national }}, trunk_pattern)
            then regexp_extract({{ national }}, trunk_pattern, 1)
        when left({{ national }}, length(trunk_prefix)) = trunk_prefix
            then substring({{ national }}, length(trunk_prefix) + 1)
        else {{ national }}
    end
{%- endmacro %}


{#-
    The national number as it was, where taking the prefix off makes a good number a bad one or leaves one of no
    possible length. After a calling code without +, the prefix goes whatever the length, and a second one too.
-#}
{% macro phone_significant(national, stripped, digits, international) -%}
    case
        when instr(shared_starts, '|' || left({{ national }}, 2) || '|') > 0
            and instr(national_lengths, '|' || cast(length({{ national }}) as string) || '|') > 0
            and regexp_like({{ national }}, viable_pattern)
            and not regexp_like({{ stripped }}, viable_pattern)
            then {{ national }}
        when {{ international }} = {{ digits }}
            then case
                when left({{ stripped }}, length(trunk_prefix)) = trunk_prefix
                    and instr(
                        national_lengths,
                        '|' || cast(length({{ stripped }}) - length(trunk_prefix) as string) || '|'
                    ) > 0
                    then substring({{ stripped }}, length(trunk_prefix) + 1)
                else {{ stripped }}
            end
        when instr(national_lengths, '|' || cast(length({{ stripped }}) as string) || '|') = 0
            then {{ national }}
        else {{ stripped }}
    end
{%- endmacro %}
