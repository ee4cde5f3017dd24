with

customer as ( {{- last_known(ref('customer_history'), 'customer_id') -}} )

select
    'crc33_customer:' || customer_id as record_id,
    'crc33_customer' as source,
    customer_id as source_key,
    is_live,
    full_name,
    first_name,
    last_name,
    gender,
    email,
    phone,
    street_address,
    city,
    state,
    postcode,
    country_code,
    date_of_birth,
    cid,
    preferred_contact_method,
    created_at,
    modified_at,
    first_exported_at,
    first_version
from customer
