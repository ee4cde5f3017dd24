{#-
    The change log of a Dataverse table, typed and labelled: one row for each exported row. `columns` maps each column
    to its kind and to the exported column, which stands in backticks when SQL needs that:

    - text, upper: without white space around it; upper in capitals
    - guid: in lower case
    - proper_case, email, date, time, timestamp, boolean, whole_number, double, decimal(19, 4), birth_date
    - country, gender: by the seeds country_names and genders
    - phone: E.164; a third value names the column of the country from which it is dialled
    - choice, state, status: a code, called …_code; two_option: true or false; multiple: several codes, called …_codes.
      Behind it stands its label, called …_label or, of several, …_labels; a third value gives it another name
    - recid: number of a Finance & Operations record; where it is missing, worked out from the Id

    `version`, `created` and `modified` are the exported columns that tell the row version, and when the record was
    created and changed; of several the first that isn't empty counts, and [] is right when the table has none.

    Each row also has is_deleted, version_number, created_at, modified_at, sink_modified_at, row_rejected (why it can't
    be used at all), rejected (the values that can't), row_hash, and where it came from.
-#}
{% macro stage(
    table_name, key, columns, version=['versionnumber'], created=['createdon'], modified=['modifiedon']
) %}
{%- set seeds = {'country': ('country_names', 'country_name', 'country_code'), 'gender': ('genders', 'gender_name', 'gender')} -%}
{%- set fields = [] -%}
{%- for name, column in columns.items() -%}
    {%- set kind = column[0] -%}
    {%- set third = column[2] if column | length > 2 -%}
    {%- set label = third or name.removesuffix('_code').removesuffix('_codes') ~ '_label' ~ ('s' if kind == 'multiple' else '') -%}
    {%- do fields.append({
        'name': name,
        'kind': kind,
        'exported': column[1],
        'text': name ~ '_text',
        'label': label if kind in ('choice', 'state', 'status', 'two_option', 'multiple'),
        'country': third if kind == 'phone',
    }) -%}
{%- endfor -%}
{%- set labelled = fields | selectattr('label') | list -%}
{%- set joined = labelled | rejectattr('kind', 'equalto', 'multiple') | list -%}
{%- set multiple = labelled | selectattr('kind', 'equalto', 'multiple') | list -%}
{%- set phones = fields | selectattr('kind', 'equalto', 'phone') | list -%}
{%- set from_seeds = fields | selectattr('kind', 'in', seeds) | list -%}
with

source as (

    select * from {{ source('dataverse', table_name) }}
    where {{ new_rows() }}

),

{% if labelled -%}
labels as (

    select * from {{ ref('stg_dataverse__choice_labels') }}
    where table_name = '{{ table_name }}'

),

{% endif -%}
trimmed as (

    select
        lower({{ clean_text('id') }}) as {{ key }},
        {% for field in fields -%}
        {{ field_text(field) }} as {{ field.text }},
        {% endfor -%}
        {{ first_text(version) }} as version_number_text,
        {{ first_text(created) }} as created_at_text,
        {{ first_text(modified) }} as modified_at_text,
        {{ clean_text('sinkmodifiedon') }} as sink_modified_at_text,
        coalesce(lower({{ clean_text('isdelete') }}), 'false') as is_deleted_text,
        {{ row_hash(fields | map(attribute='exported') | list + created + modified) }} as row_hash,
        _source_file,
        _source_row,
        _source_modified_at,
        _loaded_at
    from source

),

matched as (

    select
        trimmed.*
        {%- for field in joined %},
        {{ field.name }}_choices.label as {{ field.label }}
        {%- endfor %}
        {%- for field in from_seeds %},
        {{ field.name }}_names.{{ seeds[field.kind][2] }} as {{ field.name }}
        {%- endfor %}
    from trimmed
    {%- for field in joined %}
    {% set code = 'trimmed.' ~ field.text -%}
    {% set state = fields | selectattr('kind', 'equalto', 'state') | map(attribute='text') | first -%}
    {{ join_choice_label(
        field.name ~ '_choices',
        field.exported | replace('`', ''),
        two_option_code(code) if field.kind == 'two_option' else code,
        'trimmed',
        state_code='trimmed.' ~ state if field.kind == 'status' else none
    ) }}
    {%- endfor %}
    {%- for field in from_seeds %}
    left join {{ ref(seeds[field.kind][0]) }} as {{ field.name }}_names
        on replace(lower(trimmed.{{ field.text }}), '.', '') = {{ field.name }}_names.{{ seeds[field.kind][1] }}
    {%- endfor %}

),

{% set previous = namespace(name='matched') -%}
{% for field in phones -%}
with_{{ field.name }} as (
    {{- with_phone_e164(previous.name, text=field.text, region=field.country, phone=field.name) -}}
),

{% set previous.name = 'with_' ~ field.name -%}
{% endfor -%}
{% for field in multiple -%}
with_{{ field.label }} as (
    {{- with_multi_select_label(
        previous.name, text=field.text, column_name=field.exported | replace('`', ''), label=field.label
    ) -}}
),

{% set previous.name = 'with_' ~ field.label -%}
{% endfor -%}
typed as (

    select
        *,
        is_deleted_text in ('true', '1') as is_deleted,
        {{ whole_number('version_number_text') }} as version_number,
        {{ parse_timestamp('created_at_text') }} as created_at_read,
        {{ parse_timestamp('modified_at_text') }} as modified_at,
        {{ parse_timestamp('sink_modified_at_text') }} as sink_modified_at
        {%- for field in fields if field not in phones + from_seeds %},
        {{ typed_value(field.kind, field.text) }} as {{ field.name }}
        {%- endfor %}
    from {{ previous.name }}

)
{%- set entries = [] -%}
{%- for field in fields -%}
    {%- if field.kind not in ('text', 'upper', 'guid', 'proper_case', 'multiple') -%}
        {%- do entries.append((field.name, field.text, field.name ~ ' is null', rejection_reason(field.kind))) -%}
    {%- endif -%}
    {%- if field.label -%}
        {%- set unlabelled = (
            field.name ~ ' is not null and ' ~ field.label ~ ' is null and (select count(*) from labels '
            ~ "where labels.column_name = '" ~ field.exported | replace('`', '') ~ "') > 0"
        ) -%}
        {%- do entries.append((
            field.label,
            field.label ~ '_rejected' if field.kind == 'multiple' else field.text,
            field.label ~ '_rejected is not null' if field.kind == 'multiple' else unlabelled,
            'no label in the choice metadata; the code is kept',
        )) -%}
    {%- endif -%}
{%- endfor -%}
{%- do entries.append((
    'is_deleted', 'is_deleted_text', "is_deleted_text not in ('true', '1', 'false', '0')",
    'neither True nor False; the row counts as not deleted',
)) -%}
{%- do entries.append(
    ('version_number', 'version_number_text', 'version_number is null', rejection_reason('whole_number'))
) -%}
{%- for name in ['created_at', 'modified_at', 'sink_modified_at'] -%}
    {%- set read = name ~ ('_read' if name == 'created_at' else '') -%}
    {%- do entries.append((name, name ~ '_text', read ~ ' is null', rejection_reason('timestamp'))) -%}
{%- endfor %}

select
    {{ key }},
    {% for field in fields -%}
    {{ field.name }},
    {% if field.label -%}
    {{ field.label }},
    {% endif -%}
    {% endfor -%}
    is_deleted,
    version_number,
    -- on deletes it is meaningless
    case when not is_deleted then created_at_read end as created_at,
    modified_at,
    sink_modified_at,
    case when {{ key }} is null then 'the row has no Id, so its record is unknown' end as row_rejected,
    {{ rejected(entries) }},
    row_hash,
    _source_file,
    _source_row,
    _source_modified_at,
    _loaded_at
from typed
{%- endmacro %}


{#- The SQL of the text of a field of `stage`. -#}
{% macro field_text(field) -%}
    {%- if field.kind == 'recid' -%}
        coalesce({{ clean_text(field.exported) }}, cast({{ record_number('lower(' ~ clean_text('id') ~ ')') }} as string))
    {%- else -%}
        {{ clean_text(field.exported) }}
    {%- endif -%}
{%- endmacro %}


{#- The text of the first of the exported columns that has one; NULL when there are no such columns. -#}
{% macro first_text(columns) -%}
    {%- if columns | length > 1 -%}
        coalesce({% for column in columns %}{{ clean_text(column) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- else -%}
        {{ clean_text(columns[0]) if columns else 'cast(null as string)' }}
    {%- endif -%}
{%- endmacro %}


{#- The SQL that reads the text of a column of a kind of `stage`. -#}
{% macro typed_value(kind, text) -%}
    {%- if kind in ('text', 'multiple') -%} {{ text }}
    {%- elif kind == 'upper' -%} upper({{ text }})
    {%- elif kind == 'guid' -%} lower({{ text }})
    {%- elif kind == 'proper_case' -%} {{ proper_case(text) }}
    {%- elif kind == 'email' -%} {{ clean_email(text) }}
    {%- elif kind == 'date' -%} {{ parse_date(text) }}
    {%- elif kind == 'birth_date' -%}
        {{ birth_date(parse_date(text), 'cast(coalesce(sink_modified_at, _source_modified_at) as date)') }}
    {%- elif kind == 'time' -%} {{ time_of_day(text) }}
    {%- elif kind == 'timestamp' -%} {{ parse_timestamp(text) }}
    {%- elif kind in ('boolean', 'two_option') -%} {{ boolean(text) }}
    {%- elif kind in ('whole_number', 'choice', 'state', 'status', 'recid') -%} {{ whole_number(text) }}
    {%- elif kind == 'double' or kind.startswith('decimal(') -%} {{ number(text, kind) }}
    {%- else -%} {{ exceptions.raise_compiler_error('stage: there is no kind ' ~ kind ~ '; see macros/staging/stage.sql') }}
    {%- endif -%}
{%- endmacro %}


{#- Why a text is no value of a kind of `stage`. -#}
{% macro rejection_reason(kind) -%}
    {{ return({
        'email': 'not an e-mail address',
        'phone': 'not a possible phone number of the country, or the country is unknown',
        'country': 'not in the seed country_names',
        'gender': 'not in the seed genders',
        'date': 'not a date in a known notation',
        'birth_date': 'not a date, a placeholder, or in the future',
        'time': 'not a time of day',
        'timestamp': 'not a time in a known notation',
        'boolean': 'neither True nor False',
        'two_option': 'neither True nor False',
        'whole_number': 'not a whole number',
        'choice': 'not a whole number',
        'state': 'not a whole number',
        'status': 'not a whole number',
        'recid': 'not a whole number',
    }.get(kind, 'not a number with a decimal point, or too large')) }}
{%- endmacro %}
