select
    record_id as alternate_key_id,
    customer_id,
    source,
    source_key as alternate_key,
    is_live
from {{ ref('customer_identities') }}
union all
select
    'customer_id:' || previous_customer_id as alternate_key_id,
    customer_id,
    'customer_id' as source,
    previous_customer_id as alternate_key,
    false as is_live
from {{ ref('customer_id_redirects') }}
