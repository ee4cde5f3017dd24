{#-
    The change log of a Dataverse table, typed and labelled: one row for each exported row. `columns` gives each column the
    exported column that it comes from (in backticks if SQL needs that) and its kind:

        'phone': {'from': 'telephone1', 'kind': 'phone', 'country': 'country_code'}

    - text, upper, lower: without white space around it; upper in capitals, lower in small letters
    - guid: in lower case
    - proper_case, email, date, time, timestamp, boolean, whole_number, double, decimal(19, 4), birth_date
    - last_name and, after it, full_name: in proper case, in a table that also has a first_name
    - country, gender: by the seeds country_names and genders
    - phone: E.164; `country` is the column of the country from which it is dialled
    - choice, state, status: a code, named …_code; two_option: true or false; multiple: several codes, named …_codes.
      Its label follows it, named …_label or, of several, …_labels; `label` gives it another name
    - recid: number of a Finance & Operations record; if it is missing, computed from the Id

    macros/staging/kinds.sql has the SQL of each kind; docs/staging.md shows what comes out.

    `version`, `created` and `modified` are the exported columns with the row version, and with the times when the record
    was created and changed; of several the first that isn't empty counts, and [] is right if the table has none.

    Each row also has is_deleted, version_number, created_at, modified_at, sink_modified_at, row_rejected (why it can't
    be used at all), rejected (the values that can't), row_hash, and where it came from.
-#}
{% macro stage(
    table_name, key, columns, version=['versionnumber'], created=['createdon'], modified=['modifiedon']
) %}
{%- set fields = [] -%}
{%- for name, column in columns.items() -%}
    {%- set kind = stage_kind(column.kind, name ~ '_text', table_name) -%}
    {%- set label = column.label or name.removesuffix('_code').removesuffix('_codes') ~ kind.label -%}
    {%- do fields.append({
        'name': name,
        'kind': column.kind,
        'exported': column.from,
        'exported_name': column.from | replace('`', ''),
        'text': name ~ '_text',
        'value': kind.value,
        'reason': kind.reason,
        'seed': kind.seed,
        'label': label if kind.label,
        'country': column.country,
    }) -%}
{%- endfor -%}
{%- set labelled = fields | selectattr('label') | list -%}
{%- set joined = labelled | rejectattr('kind', 'equalto', 'multiple') | list -%}
{%- set multiple = labelled | selectattr('kind', 'equalto', 'multiple') | list -%}
{%- set phones = fields | selectattr('kind', 'equalto', 'phone') | list -%}
{%- set from_seeds = fields | selectattr('seed') | list -%}
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
        {{ field.name }}_names.{{ field.seed[2] }} as {{ field.name }}
        {%- endfor %}
    from trimmed
    {%- for field in joined %}
    {% set code = 'trimmed.' ~ field.text -%}
    {% set state = fields | selectattr('kind', 'equalto', 'state') | map(attribute='text') | first -%}
    {{ join_choice_label(
        field.name ~ '_choices',
        field.exported_name,
        two_option_code(code) if field.kind == 'two_option' else code,
        'trimmed',
        state_code='trimmed.' ~ state if field.kind == 'status' else none
    ) }}
    {%- endfor %}
    {%- for field in from_seeds %}
    left join {{ ref(field.seed[0]) }} as {{ field.name }}_names
        on {{ name_key('trimmed.' ~ field.text) }} = {{ name_key(field.name ~ '_names.' ~ field.seed[1]) }}
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
        previous.name, text=field.text, column_name=field.exported_name, label=field.label
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
        {%- for field in fields if field.value %},
        {{ field.value }} as {{ field.name }}
        {%- endfor %}
    from {{ previous.name }}

)
{%- set entries = [] -%}
{%- for field in fields -%}
    {%- if field.reason -%}
        {%- do entries.append((field.name, field.text, field.name ~ ' is null', field.reason)) -%}
    {%- endif -%}
    {%- if field.label -%}
        {%- set unlabelled = (
            field.name ~ ' is not null and ' ~ field.label ~ ' is null and (select count(*) from labels '
            ~ "where labels.column_name = '" ~ field.exported_name ~ "') > 0"
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
    ('version_number', 'version_number_text', 'version_number is null', stage_kind('whole_number', '').reason)
) -%}
{%- for name in ['created_at', 'modified_at', 'sink_modified_at'] -%}
    {%- set read = name ~ ('_read' if name == 'created_at' else '') -%}
    {%- do entries.append((name, name ~ '_text', read ~ ' is null', stage_kind('timestamp', '').reason)) -%}
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
