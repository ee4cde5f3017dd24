with

counted as (

    select
        region || coalesce(' (' || country_code || ')', '') as name,
        count(*) as customers
    from {{ ref('customers') }}
    where region is not null
    group by region || coalesce(' (' || country_code || ')', '')

)

select *
from counted
qualify {{ not_small('customers', by='name') }} is not null
order by customers desc, name asc
limit 15
