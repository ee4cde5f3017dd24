select
    event_id,
    customer_id,
    happened_at,
    kind,
    event,
    title,
    try_cast(amount_base as decimal(16, 2)) as amount_base,
    source_key
from {{ ref('customer_timeline') }}
