with

customer as ( {{- last_known(ref('customer_history'), 'customer_id') -}} ),

last_contact as ( {{- last_known(ref('contact_history'), 'contact_id') -}} ),

account as (

    select account_id
    from {{ ref('account_history') }}
    where is_current

),

contact as (

    select
        last_contact.*,
        account.account_id as parent_account_id,
        genders.gender as labelled_gender
    from last_contact
    left join account
        on last_contact.parent_customer_id = account.account_id
    left join {{ ref('genders') }} as genders
        on {{ name_key('last_contact.gender_label') }} = {{ name_key('genders.gender_name') }}

),

lead as ( {{- last_known(ref('lead_history'), 'lead_id') -}} )

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
    region,
    postcode,
    country_code,
    date_of_birth,
    cid,
    preferred_contact_method,
    cast(null as boolean) as do_not_email,
    cast(null as boolean) as do_not_bulk_email,
    cast(null as boolean) as do_not_phone,
    cast(null as boolean) as do_not_mail,
    cast(null as boolean) as follow_email,
    cast(null as string) as account_id,
    cast(null as string) as linked_record_id,
    cast(null as string) as master_record_id,
    created_at,
    modified_at,
    first_exported_at,
    first_version
from customer
union all
select
    'contact:' || contact_id as record_id,
    'contact' as source,
    contact_id as source_key,
    is_live,
    full_name,
    first_name,
    last_name,
    -- 1 and 2 are Dataverse's own; a team may add others
    case gender_code when 1 then 'male' when 2 then 'female' else labelled_gender end as gender,
    email,
    -- the other number is often that of the company
    coalesce(mobile_phone, phone) as phone,
    street_address,
    city,
    region,
    postcode,
    country_code,
    date_of_birth,
    cast(null as string) as cid,
    preferred_contact_method_label as preferred_contact_method,
    do_not_email,
    do_not_bulk_email,
    do_not_phone,
    do_not_mail,
    follow_email,
    -- without a table the id says whose it is
    case
        when parent_customer_type = 'account' then parent_customer_id
        when parent_customer_type is distinct from 'contact' then parent_account_id
    end as account_id,
    'lead:' || originating_lead_id as linked_record_id,
    case when is_merged then 'contact:' || master_id end as master_record_id,
    created_at,
    modified_at,
    first_exported_at,
    first_version
from contact
union all
select
    'lead:' || lead_id as record_id,
    'lead' as source,
    lead_id as source_key,
    is_live,
    full_name,
    first_name,
    last_name,
    cast(null as string) as gender,
    email,
    coalesce(mobile_phone, phone) as phone,
    street_address,
    city,
    region,
    postcode,
    country_code,
    cast(null as date) as date_of_birth,
    cast(null as string) as cid,
    preferred_contact_method_label as preferred_contact_method,
    do_not_email,
    do_not_bulk_email,
    do_not_phone,
    do_not_mail,
    follow_email,
    cast(null as string) as account_id,
    'contact:' || parent_contact_id as linked_record_id,
    case when is_merged then 'lead:' || master_id end as master_record_id,
    created_at,
    modified_at,
    first_exported_at,
    first_version
from lead
