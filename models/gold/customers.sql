with

finance as (

    select * from {{ ref('customer_finance') }}
    where is_latest and customer_id is not null

)

select
    customer.customer_id,
    customer.cid as source_key,
    customer.full_name,
    customer.first_name,
    customer.last_name,
    customer.gender,
    customer.email,
    customer.phone,
    customer.street_address,
    customer.city,
    customer.state,
    customer.postcode,
    customer.country_code,
    customer.date_of_birth,
    customer.created_at,
    customer.modified_at as updated_at,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date as finance_as_of,
    finance.customer_id is not null as has_finance
from {{ ref('customer_current') }} as customer
left join finance
    on customer.customer_id = finance.customer_id
