select
    customer_id || ':' || segment as customer_segment_id,
    *
from {{ ref('customer_segments') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
