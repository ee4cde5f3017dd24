with

customers as (

    select case when records >= 6 then '6 or more' else cast(records as string) end as records
    from {{ ref('customers') }}

)

select
    records,
    {{ not_small('count(*)', by='records') }} as customers
from customers
group by records
