with

identities as (

    select
        identities.customer_id,
        count(*) as records,
        min(records.created_at) as created_at,
        max(records.modified_at) as updated_at
    from {{ ref('customer_identities') }} as identities
    inner join {{ ref('person_records') }} as records
        on identities.record_id = records.record_id
    where records.is_live
    group by identities.customer_id

),

golden as (

    select
        customer_id,
        max(case when attribute = 'cid' then value end) as cid,
        max(case when attribute = 'full_name' then value end) as full_name,
        max(case when attribute = 'first_name' then value end) as first_name,
        max(case when attribute = 'last_name' then value end) as last_name,
        max(case when attribute = 'gender' then value end) as gender,
        max(case when attribute = 'email' then value end) as email,
        max(case when attribute = 'phone' then value end) as phone,
        max(case when attribute = 'street_address' then value end) as street_address,
        max(case when attribute = 'city' then value end) as city,
        max(case when attribute = 'state' then value end) as state,
        max(case when attribute = 'postcode' then value end) as postcode,
        max(case when attribute = 'country_code' then value end) as country_code,
        cast(max(case when attribute = 'date_of_birth' then value end) as date) as date_of_birth
    from {{ ref('customer_attribute_provenance') }}
    group by customer_id

),

finance as (

    select * from {{ ref('customer_finance') }}
    where is_latest and customer_id is not null
    -- a customer with several customer numbers has one amount of each kind: the newest
    qualify row_number() over (partition by customer_id order by as_of_date desc, finance_record_id asc) = 1

)

select
    identities.customer_id,
    golden.cid as source_key,
    golden.full_name,
    golden.first_name,
    golden.last_name,
    golden.gender,
    golden.email,
    golden.phone,
    golden.street_address,
    golden.city,
    golden.state,
    golden.postcode,
    golden.country_code,
    golden.date_of_birth,
    identities.created_at,
    identities.updated_at,
    identities.records,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date as finance_as_of,
    finance.customer_id is not null as has_finance
from identities
left join golden
    on identities.customer_id = golden.customer_id
left join finance
    on identities.customer_id = finance.customer_id
