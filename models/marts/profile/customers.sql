with

persons as (

    select
        customer_id,
        count(*) as records,
        min(created_at) as created_at,
        max(modified_at) as updated_at
    from {{ ref('customer_records') }}
    group by customer_id

),

-- the record that gives each group of attributes
survivors as (

    select
        customer_id,
        max(case when attribute_group = 'customer_number' then record_id end) as customer_number_record_id,
        max(case when attribute_group = 'name' then record_id end) as name_record_id,
        max(case when attribute_group = 'gender' then record_id end) as gender_record_id,
        max(case when attribute_group = 'email' then record_id end) as email_record_id,
        max(case when attribute_group = 'phone' then record_id end) as phone_record_id,
        max(case when attribute_group = 'address' then record_id end) as address_record_id,
        max(case when attribute_group = 'date_of_birth' then record_id end) as date_of_birth_record_id
    from {{ ref('customer_survivors') }}
    group by customer_id

),

-- a customer with several customer numbers has one amount of each kind: the newest
finance as (

    select *
    from {{ ref('customer_finance') }}
    where is_latest and customer_id is not null
    qualify row_number() over (partition by customer_id order by as_of_date desc, finance_record_id asc) = 1

)

select
    persons.customer_id,
    customer_number.customer_number,
    name.full_name,
    name.first_name,
    name.last_name,
    gender.gender,
    email.email,
    phone.phone,
    address.street_address,
    address.city,
    address.region,
    address.postcode,
    address.country_code,
    date_of_birth.date_of_birth,
    persons.created_at,
    persons.updated_at,
    persons.records,
    finance.income,
    finance.spend,
    finance.credit_limit,
    finance.currency,
    finance.as_of_date as finance_as_of,
    finance.customer_id is not null as has_finance
from persons
left join survivors
    on persons.customer_id = survivors.customer_id
left join {{ ref('customer_records') }} as customer_number
    on survivors.customer_number_record_id = customer_number.record_id
left join {{ ref('customer_records') }} as name
    on survivors.name_record_id = name.record_id
left join {{ ref('customer_records') }} as gender
    on survivors.gender_record_id = gender.record_id
left join {{ ref('customer_records') }} as email
    on survivors.email_record_id = email.record_id
left join {{ ref('customer_records') }} as phone
    on survivors.phone_record_id = phone.record_id
left join {{ ref('customer_records') }} as address
    on survivors.address_record_id = address.record_id
left join {{ ref('customer_records') }} as date_of_birth
    on survivors.date_of_birth_record_id = date_of_birth.record_id
left join finance
    on persons.customer_id = finance.customer_id
