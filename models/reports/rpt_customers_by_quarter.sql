select
    cast(date_trunc('quarter', created_at) as date) as quarter,
    {{ not_small('count(*)') }} as customers
from {{ ref('customers') }}
where created_at is not null
group by date_trunc('quarter', created_at)
