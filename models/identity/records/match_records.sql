{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='record_id',
    on_schema_change='fail',
) }}
{#- Other comparisons, blocks or nicknames make each record a changed one, so that its pairs are found again. -#}
{% set version = local_md5(
    match_blocking_rules() ~ match_comparisons() ~ var('max_block_size')
    ~ graph.get('nodes', {}).get('seed.customer_360.nicknames', {}).get('checksum')
    ~ graph.get('nodes', {}).get('seed.customer_360.placeholders', {}).get('checksum')
) %}
{% set generation = "'(?i)[ ,]+(jr|sr|ii|iii|iv|junior|senior)[.]?$'" %}
{% set columns = [
    'source', 'is_live', 'full_name', 'first_name', 'last_name', 'gender', 'email', 'phone', 'street_address', 'city',
    'region', 'postcode', 'country_code', 'date_of_birth', 'cid', 'linked_record_id', 'master_record_id',
] %}
with

person_records as (

    select
        *,
        md5(concat(
            '{{ version }}',
            {% for column in columns -%}
            coalesce(cast({{ column }} as string), ''){{ ', chr(31),' if not loop.last }}
            {% endfor %}
        )) as record_hash
    from {{ ref('person_records') }}

),

changed as (

    select person_records.*
    from person_records
    {%- if is_incremental() %}
    left join {{ this }} as known
        on
            person_records.record_id = known.record_id
            and person_records.record_hash = known.record_hash
    where known.record_id is null
    {%- endif %}

),

-- what stands for nothing in particular, such as Unknown or 000-000-0000, is as good as nothing
filled as (

    select
        changed.* except (full_name, first_name, last_name, email, phone, date_of_birth),
        case
            when full_names.value is null and changed.first_name is null and changed.last_name is null
                then changed.full_name
        end as full_name,
        case when first_names.value is null then changed.first_name end as first_name,
        case when last_names.value is null then changed.last_name end as last_name,
        case when emails.value is null then changed.email end as email,
        case
            when not regexp_like(changed.phone, '({{ range(10) | join('{7}|') }}{7})$') then changed.phone
        end as phone,
        case when birth_dates.value is null then changed.date_of_birth end as date_of_birth
    from changed
    left join {{ ref('placeholders') }} as full_names
        on full_names.part = 'name' and lower(trim(changed.full_name)) = full_names.value
    left join {{ ref('placeholders') }} as first_names
        on first_names.part = 'name' and lower(trim(changed.first_name)) = first_names.value
    left join {{ ref('placeholders') }} as last_names
        on last_names.part = 'name' and lower(trim(changed.last_name)) = last_names.value
    left join {{ ref('placeholders') }} as emails
        on emails.part = 'email' and split_part(lower(trim(changed.email)), '@', 1) = emails.value
    left join {{ ref('placeholders') }} as birth_dates
        on birth_dates.part = 'birth_date' and cast(changed.date_of_birth as string) = birth_dates.value

),

named as (

    select
        *,
        coalesce(first_name, case when last_name is null then regexp_extract(full_name, '^ *([^ ]+) ', 1) end)
            as given_first_name,
        coalesce(last_name, case when first_name is null then regexp_extract(full_name, '([^ ]+) *$', 1) end)
            as whole_last_name,
        regexp_replace(lower(street_address), '[' || chr(10) || chr(13) || ';]+', ',') as address_lines,
        regexp_extract(street_address, '[0-9]+', 0) as house_number
    from filled

),

split as (

    select
        *,
        -- house numbers are compared on their own
        regexp_replace(
            regexp_replace(
                address_lines, '[0-9]+[a-z]?|(^|[^a-z])(apt|apartment|unit|suite|ste|flat|no|nr)([^a-z]|$)', ''
            ),
            '^[ ,]+',
            ''
        ) as street_lines,
        regexp_replace(
            regexp_replace(regexp_replace(address_lines, '^[^0-9]*[0-9]+', ''), '[^0-9]+', ' '), '^ | $', ''
        ) as units,
        -- Jr. and Sr. are no part of a name, but tell a father from his son
        regexp_replace(whole_last_name, {{ generation }}, '') as given_last_name,
        lower(regexp_extract(whole_last_name, {{ generation }}, 1)) as given_generation
    from named

),

folded as (

    select
        record_id,
        record_hash,
        source,
        coalesce(is_live, true) as is_live,
        nullif({{ folded('given_first_name') }}, '') as first_name,
        nullif({{ folded('given_last_name') }}, '') as last_name,
        nullif(
            replace(replace(given_generation, 'junior', 'jr'), 'senior', 'sr'), ''
        ) as generation,
        cast(date_of_birth as string) as birth_date,
        nullif(lower(trim(gender)), 'unknown') as gender,
        lower(email) as email,
        {{ folded("split_part(split_part(email, '@', 1), '+', 1)") }} as email_name,
        phone,
        lower(trim(cid)) as cid,
        nullif(house_number, '') as street_number,
        nullif({{ folded("split_part(street_lines, ',', 1)") }}, '') as street,
        nullif({{ folded("regexp_replace(street_lines, '^[^,]*,?', '')") }}, '') as street_more,
        nullif(units, '') as unit,
        nullif({{ folded('city') }}, '') as city,
        nullif({{ folded('postcode') }}, '') as postcode,
        nullif({{ folded('region') }}, '') as region,
        upper(country_code) as country_code,
        linked_record_id,
        master_record_id
    from split

)

select
    folded.record_id,
    folded.source,
    folded.is_live,
    folded.first_name,
    coalesce(nicknames.name, folded.first_name) as known_first_name,
    folded.last_name,
    folded.generation,
    folded.birth_date,
    folded.gender,
    folded.email,
    -- one without digits is made of the name and says nothing more
    case
        when folded.email_name is not null and regexp_like(folded.email_name, '[0-9][0-9]') then folded.email_name
    end as email_name,
    folded.phone,
    folded.cid,
    folded.street_number,
    folded.street,
    folded.street || ' ' || coalesce(folded.street_number, '') as street_line,
    folded.street_more,
    folded.unit,
    folded.city,
    folded.postcode,
    folded.region,
    folded.country_code,
    folded.linked_record_id,
    folded.master_record_id,
    folded.record_hash,
    {% if is_incremental() -%}
    (select coalesce(max(seen.revision), 0) + 1 from {{ this }} as seen) as revision
    {%- else -%}
    cast(1 as bigint) as revision
    {%- endif %}
from folded
left join {{ ref('nicknames') }} as nicknames on folded.first_name = nicknames.nickname
