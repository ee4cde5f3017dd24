select
    customer_id || ':' || segment as customer_segment_id,
    *
from {{ ref('customer_segments') }}
