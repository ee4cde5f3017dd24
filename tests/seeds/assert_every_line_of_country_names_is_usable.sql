with

lines as (

    select
        'seeds/country_names.csv: the line "' || coalesce(country_name, '') || ',' || coalesce(country_code, '')
        || '" ' as line,
        {{ name_key('country_name') }} as name,
        country_code
    from {{ ref('country_names') }}

),

faults as (

    select
        case
            when coalesce(name, '') = '' then line || 'has no name.'
            when country_code is null or not regexp_like(country_code, '^[A-Z]{2}$')
                then line || 'needs a country code of two capital letters, such as DE.'
            when count(*) over (partition by name) > 1
                then line || 'has a name that is there twice, whatever the case: take one line out.'
        end as message
    from lines

)

select message
from faults
where message is not null
