{#-
    The change log of a Dataverse table, typed and labelled: one row for each exported row. `columns` maps each column
    to its kind and to the exported column:

    - text, upper: without white space around it; upper in capitals
    - guid: in lower case
    - proper_case, email, date, time, timestamp, boolean, whole_number, double, decimal(19, 4), birth_date
    - country: the ISO code, by the seed country_names
    - phone: E.164; a third value names the column of the country from which it is dialled
    - choice, state, status: two columns, <name>_code and <name>_label

    Each row also has is_deleted, version_number, created_at, modified_at, sink_modified_at, row_rejected (why it can't
    be used at all), rejected (the values that can't, for rejected_values), row_hash, and where it came from.
-#}
{% macro stage(table_name, key, columns) %}
{{- config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') -}}
{%- set choices, countries, phones, exported = {}, [], {}, [] -%}
{%- for name, column in columns.items() -%}
    {%- do exported.append(column[1]) -%}
    {%- if column[0] in ('choice', 'state', 'status') -%}
        {%- do choices.update({name: column}) -%}
    {%- elif column[0] == 'country' -%}
        {%- do countries.append(name) -%}
    {%- elif column[0] == 'phone' -%}
        {%- do phones.update({name: column[2]}) -%}
    {%- endif -%}
{%- endfor -%}
{%- set system = {
    'version_number': 'versionnumber', 'created_at': 'createdon', 'modified_at': 'modifiedon',
    'sink_modified_at': 'sinkmodifiedon',
} -%}
with

source as (

    select * from {{ source('dataverse', table_name) }}
    where {{ new_rows() }}

),

{% if choices -%}
labels as (

    select * from {{ ref('stg_dataverse__choice_labels') }}
    where table_name = '{{ table_name }}'

),

{% endif -%}
trimmed as (

    select
        lower({{ clean_text('id') }}) as {{ key }},
        {% for name, column in columns.items() -%}
        {{ clean_text(column[1]) }} as {{ name }}_text,
        {% endfor -%}
        {% for name, column in system.items() -%}
        {{ clean_text(column) }} as {{ name }}_text,
        {% endfor -%}
        coalesce(lower({{ clean_text('isdelete') }}), 'false') as is_deleted_text,
        {{ row_hash(exported + ['createdon', 'modifiedon']) }} as row_hash,
        _source_file,
        _source_row,
        _source_modified_at,
        _loaded_at
    from source

),

matched as (

    select
        trimmed.*
        {%- for name in choices %},
        {{ name }}_choices.label as {{ name }}_label
        {%- endfor %}
        {%- for name in countries %},
        {{ name }}_names.country_code as {{ name }}
        {%- endfor %}
    from trimmed
    {%- for name, column in choices.items() %}
    {% set state = columns.items() | selectattr('1.0', 'equalto', 'state') | map('first') | first -%}
    {{ join_choice_label(
        name ~ '_choices', column[1], 'trimmed.' ~ name ~ '_text', 'trimmed',
        state_code='trimmed.' ~ state ~ '_text' if column[0] == 'status' else none
    ) }}
    {%- endfor %}
    {%- for name in countries %}
    left join {{ ref('country_names') }} as {{ name }}_names
        on replace(lower(trimmed.{{ name }}_text), '.', '') = {{ name }}_names.country_name
    {%- endfor %}

),

{% set typed_from = namespace(name='matched') -%}
{% for name, region in phones.items() -%}
with_{{ name }} as ( {{- with_phone_e164(typed_from.name, text=name ~ '_text', region=region, phone=name) -}} ),

{% set typed_from.name = 'with_' ~ name -%}
{% endfor -%}
typed as (

    select
        *,
        {% for name, column in columns.items() if column[0] not in ('country', 'phone') -%}
        {{ typed_value(column[0], name ~ '_text') }} as {{ name }}{{ '_code' if name in choices }},
        {% endfor -%}
        {{ whole_number('version_number_text') }} as version_number,
        {{ parse_timestamp('created_at_text') }} as created_at_read,
        {{ parse_timestamp('modified_at_text') }} as modified_at,
        {{ parse_timestamp('sink_modified_at_text') }} as sink_modified_at,
        is_deleted_text in ('true', '1') as is_deleted
    from {{ typed_from.name }}

)

select
    {{ key }},
    {% for name in columns -%}
    {% if name in choices -%}
    {{ name }}_code,
    {{ name }}_label,
    {% else -%}
    {{ name }},
    {% endif -%}
    {% endfor -%}
    is_deleted,
    version_number,
    -- on deletes it is meaningless
    case when not is_deleted then created_at_read end as created_at,
    modified_at,
    sink_modified_at,
    case when {{ key }} is null then 'the row has no Id, so its record is unknown' end as row_rejected,
    nullif(
        concat_ws(
            chr(30),
            {% for name, column in columns.items() if column[0] not in ('text', 'upper', 'guid', 'proper_case') -%}
            {% set value = name ~ '_code' if name in choices else name -%}
            {{ rejected_entry(value, name ~ '_text', value ~ ' is null', rejection_reason(column[0])) }},
            {% endfor -%}
            {% for name, column in choices.items() -%}
            {{ rejected_entry(
                name ~ '_label',
                name ~ '_text',
                name ~ "_code is not null and " ~ name ~ "_label is null and (select count(*) from labels "
                ~ "where labels.column_name = '" ~ column[1] ~ "') > 0",
                'no label in the choice metadata; the code is kept',
            ) }},
            {% endfor -%}
            {{ rejected_entry(
                'is_deleted', 'is_deleted_text', "is_deleted_text not in ('true', '1', 'false', '0')",
                'neither True nor False; the row counts as not deleted',
            ) }},
            {{ rejected_entry('version_number', 'version_number_text', 'version_number is null', 'not a whole number') }},
            {% for name in ['created_at', 'modified_at', 'sink_modified_at'] -%}
            {{ rejected_entry(
                name, name ~ '_text', name ~ ('_read' if name == 'created_at' else '') ~ ' is null',
                rejection_reason('timestamp'),
            ) }}{{ ',' if not loop.last }}
            {% endfor %}
        ),
        ''
    ) as rejected,
    row_hash,
    _source_file,
    _source_row,
    _source_modified_at,
    _loaded_at
from typed
{% endmacro %}


{#- The SQL that reads the text of a column of a kind of `stage`. -#}
{% macro typed_value(kind, text) -%}
    {%- if kind == 'text' -%} {{ text }}
    {%- elif kind == 'upper' -%} upper({{ text }})
    {%- elif kind == 'guid' -%} lower({{ text }})
    {%- elif kind == 'proper_case' -%} {{ proper_case(text) }}
    {%- elif kind == 'email' -%} {{ clean_email(text) }}
    {%- elif kind == 'date' -%} {{ parse_date(text) }}
    {%- elif kind == 'birth_date' -%} {{ birth_date(parse_date(text)) }}
    {%- elif kind == 'time' -%} {{ time_of_day(text) }}
    {%- elif kind == 'timestamp' -%} {{ parse_timestamp(text) }}
    {%- elif kind == 'boolean' -%} {{ boolean(text) }}
    {%- elif kind in ('whole_number', 'choice', 'state', 'status') -%} {{ whole_number(text) }}
    {%- elif kind == 'double' or kind.startswith('decimal(') -%} {{ number(text, kind) }}
    {%- else -%} {{ exceptions.raise_compiler_error('stage: there is no kind ' ~ kind ~ '; see macros/stage.sql') }}
    {%- endif -%}
{%- endmacro %}


{#- Why a text is no value of a kind of `stage`. -#}
{% macro rejection_reason(kind) -%}
    {{ return({
        'email': 'not an e-mail address',
        'phone': 'not a possible phone number of the country, or the country is unknown',
        'country': 'not in the seed country_names',
        'date': 'not a date in a known notation',
        'birth_date': 'not a date, or a placeholder',
        'time': 'not a time of day',
        'timestamp': 'not a time in a known notation',
        'boolean': 'neither True nor False',
        'whole_number': 'not a whole number',
        'choice': 'not a whole number',
        'state': 'not a whole number',
        'status': 'not a whole number',
    }.get(kind, 'not a number with a decimal point, or too large')) }}
{%- endmacro %}


{#- An entry of the column `rejected`: column, text and reason, which rejected_values takes apart. -#}
{% macro rejected_entry(column, text, condition, reason) -%}
    case when {{ condition }} then '{{ column }}' || chr(31) || {{ text }} || chr(31) || '{{ reason }}' end
{%- endmacro %}
