select
    region || coalesce(' (' || country_code || ')', '') as name,
    count(*) as customers
from {{ ref('customers') }}
where region is not null
group by region || coalesce(' (' || country_code || ')', '')
having count(*) >= {{ var('smallest_group') }}
order by customers desc, name asc
limit 15
