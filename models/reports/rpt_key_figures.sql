{% set new = "customers.created_at > measures.as_of_date - interval '12' month"
    ~ " and cast(customers.created_at as date) <= measures.as_of_date" %}
{% set buyers = 'count(case when measures.orders > 0 then 1 end)' %}
with

attributes as (

    select attribute
    from {{ ref('rpt_completeness') }}
    where not is_amount

),

profile as (

    select
        (select count(*) from attributes) as attributes,
        count(*) as filled
    from {{ ref('customer_attribute_provenance') }}
    where attribute in (select attributes.attribute from attributes)

),

email as (

    select
        allowed,
        refused,
        unknown
    from {{ ref('rpt_consents') }}
    where channel = 'email'

)

select
    count(*) as customers,
    cast(coalesce(sum(customers.records), 0) as bigint) as records,
    {{ not_small('count(case when ' ~ new ~ ' then 1 end)') }} as new_customers,
    (select profile.attributes from profile) as attributes,
    cast((select profile.filled from profile) as double)
    / nullif((select profile.attributes from profile) * count(*), 0) as completeness,
    (select email.allowed from email) as email_allowed,
    (select email.refused from email) as email_refused,
    (select email.unknown from email) as email_unknown,
    {{ not_small('count(case when customers.has_finance then 1 end)') }} as with_finance,
    {{ not_small(buyers) }} as buyers,
    {{ not_small('coalesce(sum(measures.revenue), 0)', of=buyers) }} as revenue,
    {{ not_small('count(case when customers.created_at is null then 1 end)') }} as without_date,
    max(measures.as_of_date) as as_of_date,
    {{ var('smallest_group') }} as smallest_group
from {{ ref('customers') }} as customers
left join {{ ref('customer_measures') }} as measures
    on customers.customer_id = measures.customer_id
