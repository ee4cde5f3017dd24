with

counted as (

    select
        measures.rfm_group,
        {{ words('measures.rfm_group') }} as name,
        count(*) as customers,
        sum(measures.revenue) as revenue,
        buyer_groups.place
    from {{ ref('customer_measures') }} as measures
    inner join (
        values
        ('champions', 1),
        ('loyal', 2),
        ('new', 3),
        ('promising', 4),
        ('at risk', 5),
        ('sleeping', 6)
    ) as buyer_groups (rfm_group, place)
        on measures.rfm_group = buyer_groups.rfm_group
    group by measures.rfm_group, buyer_groups.place

)

select *
from counted
qualify {{ not_small('customers', by='rfm_group') }} is not null
