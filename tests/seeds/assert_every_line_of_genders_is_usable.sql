with

lines as (

    select
        'seeds/genders.csv: the line "' || coalesce(gender_name, '') || ',' || coalesce(gender, '') || '" ' as line,
        {{ name_key('gender_name') }} as name,
        gender
    from {{ ref('genders') }}

),

faults as (

    select
        case
            when coalesce(name, '') = '' then line || 'has no name.'
            when gender is null or gender not in ('female', 'male', 'non-binary', 'unknown')
                then line || 'has no gender. It can be one of: female, male, non-binary, unknown.'
            when count(*) over (partition by name) > 1
                then line || 'has a name that is there twice, whatever the case: take one line out.'
        end as message
    from lines

)

select message
from faults
where message is not null
