with

largest as (

    select
        segment,
        count(*) as customers,
        cast(row_number() over (order by count(*) desc, segment) as int) as place
    from {{ ref('customer_segments') }}
    group by segment
    order by place
    limit 12

)

select
    one.segment,
    {{ words('one.segment') }} as name,
    other.segment as other,
    {{ words('other.segment') }} as other_name,
    count(*) as customers,
    cast(count(*) as double) / one.customers as share,
    one.place,
    other.place as other_place
from {{ ref('customer_segments') }} as members
inner join largest as one
    on members.segment = one.segment
inner join {{ ref('customer_segments') }} as other_members
    on members.customer_id = other_members.customer_id
inner join largest as other
    on other_members.segment = other.segment
group by one.segment, one.customers, one.place, other.segment, other.place
having count(*) >= {{ var('smallest_group') }}
