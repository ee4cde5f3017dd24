{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

with

source as (

    select * from {{ source('dataverse', 'crc33_customer') }}
    where {{ new_rows() }}

),

labels as (

    select * from {{ ref('stg_dataverse__choice_labels') }}
    where table_name = 'crc33_customer'

),

trimmed as (

    select
        lower({{ clean_text('id') }}) as customer_id,
        {{ clean_text('crc33_cid') }} as cid,
        {{ clean_text('crc33_name') }} as full_name_text,
        {{ clean_text('crc33_firstname') }} as first_name_text,
        {{ clean_text('crc33_lastname') }} as last_name_text,
        {{ clean_text('crc33_gender') }} as gender_text,
        {{ clean_text('crc33_email') }} as email_text,
        {{ clean_text('crc33_telephone') }} as phone_text,
        {{ clean_text('crc33_streetaddress') }} as street_address,
        {{ clean_text('crc33_city') }} as city_text,
        {{ clean_text('crc33_state') }} as state,
        upper({{ clean_text('crc33_postcode') }}) as postcode,
        {{ clean_text('crc33_country') }} as country_text,
        {{ clean_text('crc33_dateofbirth') }} as date_of_birth_text,
        {{ clean_text('statecode') }} as state_code_text,
        {{ clean_text('statuscode') }} as status_code_text,
        {{ clean_text('crc33_preferredcontactmethod') }} as preferred_contact_method_code_text,
        coalesce(lower({{ clean_text('isdelete') }}), 'false') as is_deleted_text,
        {{ clean_text('versionnumber') }} as version_number_text,
        {{ clean_text('createdon') }} as created_at_text,
        {{ clean_text('modifiedon') }} as modified_at_text,
        {{ clean_text('sinkmodifiedon') }} as sink_modified_at_text,
        {{ row_hash([
            'crc33_cid', 'crc33_name', 'crc33_firstname', 'crc33_lastname', 'crc33_gender', 'crc33_email',
            'crc33_telephone', 'crc33_streetaddress', 'crc33_city', 'crc33_state', 'crc33_postcode', 'crc33_country',
            'crc33_dateofbirth', 'statecode', 'statuscode', 'crc33_preferredcontactmethod', 'createdon', 'modifiedon',
        ]) }} as row_hash,
        _source_file,
        _source_row,
        _source_modified_at,
        _loaded_at
    from source

),

matched as (

    select
        trimmed.*,
        countries.country_code,
        genders.gender,
        states.label as state_label,
        statuses.label as status_label,
        methods.label as preferred_contact_method
    from trimmed
    left join {{ ref('country_names') }} as countries
        on replace(lower(trimmed.country_text), '.', '') = countries.country_name
    left join {{ ref('genders') }} as genders
        on replace(lower(trimmed.gender_text), '.', '') = genders.gender_name
    {{ join_choice_label('states', 'statecode', 'trimmed.state_code_text', 'trimmed') }}
    {{ join_choice_label(
        'statuses', 'statuscode', 'trimmed.status_code_text', 'trimmed', state_code='trimmed.state_code_text'
    ) }}
    {{ join_choice_label(
        'methods', 'crc33_preferredcontactmethod', 'trimmed.preferred_contact_method_code_text', 'trimmed'
    ) }}

),

with_phone as ( {{- with_phone_e164('matched', text='phone_text', region='country_code') -}} ),

typed as (

    select
        *,
        {{ proper_case('full_name_text') }} as full_name_proper,
        {{ proper_case('first_name_text') }} as first_name,
        {{ proper_case('last_name_text') }} as last_name,
        {{ clean_email('email_text') }} as email,
        {{ proper_case('city_text') }} as city,
        {{ parse_date('date_of_birth_text') }} as date_of_birth_read,
        {{ whole_number('state_code_text') }} as state_code,
        {{ whole_number('status_code_text') }} as status_code,
        {{ whole_number('preferred_contact_method_code_text') }} as preferred_contact_method_code,
        is_deleted_text in ('true', '1') as is_deleted,
        {{ whole_number('version_number_text') }} as version_number,
        {{ parse_timestamp('created_at_text') }} as created_at_read,
        {{ parse_timestamp('modified_at_text') }} as modified_at,
        {{ parse_timestamp('sink_modified_at_text') }} as sink_modified_at
    from with_phone

),

checked as (

    select
        *,
        case
            when
                date_of_birth_read in (
                    date '1900-01-01', date '1899-12-30', date '1753-01-01', date '0001-01-01', date '0001-01-03'
                )
                then null
            when date_of_birth_read > cast(coalesce(sink_modified_at, _source_modified_at) as date) then null
            else date_of_birth_read
        end as date_of_birth,
        case when not is_deleted then created_at_read end as created_at
    from typed

)

select
    customer_id,
    cid,
    case
        when full_name_text like '%,%' then coalesce(first_name || ' ' || last_name, full_name_proper)
        else coalesce(full_name_proper, first_name || ' ' || last_name, last_name, first_name)
    end as full_name,
    first_name,
    last_name,
    gender,
    email,
    phone,
    street_address,
    city,
    state,
    postcode,
    country_code,
    date_of_birth,
    preferred_contact_method_code,
    preferred_contact_method,
    state_code,
    state_label,
    status_code,
    status_label,
    is_deleted,
    version_number,
    created_at,
    modified_at,
    sink_modified_at,
    case when customer_id is null then 'the row has no Id, so its record is unknown' end as row_rejected,
    {{ rejected('gender_text', 'gender') }},
    {{ rejected('email_text', 'email') }},
    {{ rejected('phone_text', 'phone') }},
    {{ rejected('country_text', 'country_code') }},
    {{ rejected('date_of_birth_text', 'date_of_birth') }},
    {{ rejected('preferred_contact_method_code_text', 'preferred_contact_method_code') }},
    {{ rejected_label(
        'preferred_contact_method_code_text', 'preferred_contact_method_code', 'preferred_contact_method',
        'crc33_preferredcontactmethod'
    ) }},
    {{ rejected('state_code_text', 'state_code') }},
    {{ rejected_label('state_code_text', 'state_code', 'state_label', 'statecode') }},
    {{ rejected('status_code_text', 'status_code') }},
    {{ rejected_label('status_code_text', 'status_code', 'status_label', 'statuscode') }},
    case when is_deleted_text not in ('true', '1', 'false', '0') then is_deleted_text end as is_deleted_rejected,
    {{ rejected('version_number_text', 'version_number') }},
    case when created_at_read is null then created_at_text end as created_at_rejected,
    {{ rejected('modified_at_text', 'modified_at') }},
    {{ rejected('sink_modified_at_text', 'sink_modified_at') }},
    row_hash,
    _source_file,
    _source_row,
    _source_modified_at,
    _loaded_at
from checked
