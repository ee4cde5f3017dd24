{#-
    What each kind of column of `stage` makes of `text`, the SQL of a text without white space around it:

    - `value`: SQL of the value, NULL if the text is none
    - `reason`: why a text is no value, for the macro rejected; a kind without a reason takes every text
    - `label`: how the name of the label column ends, if the text is a code
    - `seed`: instead of a value, the seed that has it, the seed's column of texts and that of values

    The macros with_phone_e164 and with_multi_select_label add the numbers and labels of the kinds phone and multiple.
-#}
{% macro stage_kind(kind, text, table_name='') %}
{% set date = parse_date(
    text, day_first=table_name in var('day_first_dates'), zone=var('date_time_zones').get(table_name)
) if 'date' in kind %}
{% set kinds = {
    'text': {'value': text},
    'upper': {'value': 'upper(' ~ text ~ ')'},
    'lower': {'value': 'lower(' ~ text ~ ')'},
    'guid': {'value': 'lower(' ~ text ~ ')'},
    'proper_case': {'value': proper_case(text) if kind == 'proper_case'},
    'last_name': {'value': last_name() if kind == 'last_name'},
    'full_name': {'value': full_name() if kind == 'full_name'},
    'email': {'value': clean_email(text), 'reason': 'not an e-mail address'},
    'phone': {'reason': 'not a possible phone number of the country, or the country is unknown'},
    'country': {
        'seed': ('country_names', 'country_name', 'country_code'),
        'reason': 'not in the seed country_names',
    },
    'gender': {'seed': ('genders', 'gender_name', 'gender'), 'reason': 'not in the seed genders'},
    'date': {'value': date, 'reason': not_a_date(text, table_name, 'not a date in a known notation')},
    'birth_date': {
        'value': birth_date(date, 'cast(coalesce(sink_modified_at, _source_modified_at) as date)'),
        'reason': not_a_date(text, table_name, 'not a date, a placeholder, in the future, or more than 120 years ago'),
    },
    'time': {'value': time_of_day(text), 'reason': 'not a time of day'},
    'timestamp': {'value': parse_timestamp(text), 'reason': 'not a time in a known notation'},
    'boolean': {'value': boolean(text), 'reason': 'neither True nor False'},
    'two_option': {'value': boolean(text), 'reason': 'neither True nor False', 'label': '_label'},
    'whole_number': {'value': whole_number(text), 'reason': 'not a whole number, or too large'},
    'recid': {'value': whole_number(text), 'reason': 'not a whole number, or too large'},
    'choice': {'value': whole_number(text), 'reason': 'not a whole number, or too large', 'label': '_label'},
    'state': {'value': whole_number(text), 'reason': 'not a whole number, or too large', 'label': '_label'},
    'status': {'value': whole_number(text), 'reason': 'not a whole number, or too large', 'label': '_label'},
    'multiple': {'value': multi_select_codes(text), 'label': '_labels'},
} %}
{% if kind == 'double' or kind.startswith('decimal(') %}
    {% do kinds.update(
        {kind: {'value': number(text, kind), 'reason': 'not a number with a decimal point, or too large'}}
    ) %}
{% endif %}
{% if kind not in kinds %}
    {% do exceptions.raise_compiler_error('stage: there is no kind ' ~ kind ~ '; see macros/staging/kinds.sql') %}
{% endif %}
{% do return(kinds[kind]) %}
{% endmacro %}


{#- The reason for a text that is no date: `reason`, or that the day seems to come first, which nothing says yet. -#}
{% macro not_a_date(text, table_name, reason) -%}
    {%- if table_name in var('day_first_dates') -%}
        {{ reason }}
    {%- else -%}
        case
            when
                regexp_like(
                    {{ text }},
                    '^((1[3-9]|2[0-9]|3[01])/(0?[1-9]|1[0-2])/|(0?[1-9]|[12][0-9]|3[01])[.-](0?[1-9]|1[0-2])[.-])[0-9]{4}( |$)'
                )
                then 'the day seems to come first; if so, add {{ table_name }} to the variable day_first_dates'
            else '{{ reason }}'
        end
    {%- endif -%}
{%- endmacro %}
