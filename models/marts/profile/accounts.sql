with

customers_by_account as (

    select
        account_id,
        count(distinct customer_id) as customers
    from {{ ref('customer_records') }}
    where account_id is not null
    group by account_id

)

select
    account.account_id,
    account.name,
    account.account_number,
    account.industry_label as industry,
    account.customer_type_label as customer_type,
    account.email,
    account.phone,
    account.website,
    account.street_address,
    account.city,
    account.region,
    account.postcode,
    account.country_code,
    account.employees,
    account.revenue,
    account.revenue_base,
    account.parent_account_id,
    primary_contact.customer_id as primary_customer_id,
    coalesce(customers_by_account.customers, 0) as customers,
    account.created_at,
    account.modified_at as updated_at
from {{ ref('account_current') }} as account
left join {{ ref('customer_identities') }} as primary_contact
    on
        account.primary_contact_id = primary_contact.source_key
        and primary_contact.source = 'contact'
left join customers_by_account
    on account.account_id = customers_by_account.account_id
