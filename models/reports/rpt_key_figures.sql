with

profile as (

    select
        count(*) as attributes,
        sum(agreed + disputed) as filled,
        sum(agreed + disputed + missing) as possible
    from {{ ref('rpt_completeness') }}
    where not is_amount

)

select
    count(*) as customers,
    cast(coalesce(sum(customers.records), 0) as bigint) as records,
    count(*) filter (
        where
        customers.created_at > measures.as_of_date - interval '12' month
        and cast(customers.created_at as date) <= measures.as_of_date
    ) as new_customers,
    max(profile.attributes) as attributes,
    max(cast(profile.filled as double) / nullif(profile.possible, 0)) as completeness,
    count(*) filter (where customers.email is not null and coalesce(consent.is_allowed, true)) as reachable,
    count(*) filter (where customers.has_finance) as with_finance,
    count(*) filter (where measures.orders > 0) as buyers,
    coalesce(sum(measures.revenue), 0) as revenue,
    count(*) filter (where customers.created_at is null) as without_date,
    max(measures.as_of_date) as as_of_date,
    {{ var('smallest_group') }} as smallest_group
from {{ ref('customers') }} as customers
cross join profile
left join {{ ref('customer_measures') }} as measures
    on customers.customer_id = measures.customer_id
left join {{ ref('customer_consent') }} as consent
    on customers.customer_id = consent.customer_id and consent.channel = 'email'
