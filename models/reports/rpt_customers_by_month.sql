with

added as (

    select
        cast(date_trunc('month', created_at) as date) as month,
        count(*) as added
    from {{ ref('customers') }}
    where created_at is not null
    group by date_trunc('month', created_at)

)

select
    month,
    added,
    cast(sum(added) over (order by month) as bigint) as customers
from added
