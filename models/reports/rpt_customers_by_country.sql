with

counted as (

    select
        country_code,
        count(*) as customers,
        cast(row_number() over (order by count(*) desc, country_code) as int) as place
    from {{ ref('customers') }}
    where country_code is not null
    group by country_code

),

ranked as (

    select
        *,
        place <= 15 and customers >= {{ var('smallest_group') }} as is_shown
    from counted

),

listed as (

    select
        country_code,
        country_code as country,
        customers,
        place
    from ranked
    where is_shown
    union all
    select
        null as country_code,
        'other countries' as country,
        cast(sum(customers) as bigint) as customers,
        16 as place
    from ranked
    where not is_shown
    having count(*) > 0
    union all
    select
        null as country_code,
        'no country' as country,
        count(*) as customers,
        17 as place
    from {{ ref('customers') }}
    where country_code is null
    having count(*) > 0

)

select
    country_code,
    country,
    {{ not_small('customers', by='place desc') }} as customers,
    place
from listed
