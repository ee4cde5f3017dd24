select
    own_customer_id as previous_customer_id,
    customer_id
from {{ ref('customer_identities') }}
where own_customer_id <> customer_id
