select
    cast(date_trunc('quarter', created_at) as date) as quarter,
    {{ not_small('count(*)', by="date_trunc('quarter', created_at)") }} as customers
from {{ ref('customers') }}
where created_at is not null
group by date_trunc('quarter', created_at)
