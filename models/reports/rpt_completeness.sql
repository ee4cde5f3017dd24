with

filled as (

    select
        attribute,
        count(*) as filled,
        count(*) filter (where lower(runner_up_value) <> lower(value)) as disputed
    from {{ ref('customer_attribute_provenance') }}
    group by attribute
    union all
    select
        'income' as attribute,
        count(income) as filled,
        0 as disputed
    from {{ ref('customers') }}
    union all
    select
        'spend' as attribute,
        count(spend) as filled,
        0 as disputed
    from {{ ref('customers') }}
    union all
    select
        'credit_limit' as attribute,
        count(credit_limit) as filled,
        0 as disputed
    from {{ ref('customers') }}

),

everybody as (

    select count(*) as customers from {{ ref('customers') }}

),

counted as (

    select
        attributes.attribute,
        attributes.name,
        attributes.place > 12 as is_amount,
        coalesce(filled.filled - filled.disputed, 0) as agreed,
        coalesce(filled.disputed, 0) as disputed,
        everybody.customers - coalesce(filled.filled, 0) as missing,
        attributes.place
    from (
        values
        ('full_name', 'Name', 1),
        ('gender', 'Gender', 2),
        ('date_of_birth', 'Date of birth', 3),
        ('email', 'E-mail', 4),
        ('phone', 'Phone', 5),
        ('street_address', 'Street address', 6),
        ('city', 'City', 7),
        ('region', 'Region', 8),
        ('postcode', 'Postcode', 9),
        ('country_code', 'Country', 10),
        ('preferred_contact_method', 'Preferred contact', 11),
        ('customer_number', 'Customer number', 12),
        ('income', 'Income', 13),
        ('spend', 'Spend', 14),
        ('credit_limit', 'Credit limit', 15)
    ) as attributes (attribute, name, place)
    cross join everybody
    left join filled
        on attributes.attribute = filled.attribute

)

select
    attribute,
    name,
    is_amount,
    {{ not_small('agreed', beside=['disputed', 'missing']) }} as agreed,
    {{ not_small('disputed', beside=['agreed', 'missing']) }} as disputed,
    {{ not_small('missing', beside=['agreed', 'disputed']) }} as missing,
    place
from counted
