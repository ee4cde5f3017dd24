select
    region || coalesce(' (' || country_code || ')', '') as name,
    count(*) as customers
from {{ ref('customers') }}
where region is not null
group by region, country_code
qualify {{ not_small('count(*)', by='region, country_code') }} is not null
order by customers desc, name asc
limit 15
