with

sizes as (

    select
        segment,
        count(*) as customers
    from {{ ref('customer_segments') }}
    group by segment

),

-- the last build in which any segment changed; the first one changed none
last_change as (

    select
        max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) as changed_at,
        min(dbt_valid_from) as first_at
    from {{ ref('customer_segments_snapshot') }}

),

changes as (

    select
        memberships.segment,
        count(*) filter (where memberships.dbt_valid_from = last_change.changed_at) as new_members,
        count(*) filter (where memberships.dbt_valid_to = last_change.changed_at) as gone
    from {{ ref('customer_segments_snapshot') }} as memberships
    cross join last_change
    where last_change.changed_at > last_change.first_at
    group by memberships.segment

),

segments as (

    select
        coalesce(sizes.segment, changes.segment) as segment,
        coalesce(sizes.customers, 0) as customers,
        coalesce(changes.new_members, 0) as new_members,
        coalesce(changes.gone, 0) as gone
    from sizes
    full outer join changes
        on sizes.segment = changes.segment

)

select
    segments.segment,
    {{ words('segments.segment') }} as name,
    {{ not_small('segments.customers') }} as customers,
    cast({{ not_small('segments.customers') }} as double) / nullif((select count(*) from {{ ref('customers') }}), 0)
        as share,
    {{ not_small('segments.new_members') }} as new_members,
    {{ not_small('segments.gone') }} as gone,
    case when last_change.changed_at > last_change.first_at then last_change.changed_at end as changed_at
from segments
cross join last_change
