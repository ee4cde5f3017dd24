with

added as (

    select
        cast(date_trunc('month', created_at) as date) as month,
        count(*) as added
    from {{ ref('customers') }}
    where created_at is not null
    group by date_trunc('month', created_at)

),

-- a month with few new customers counts with the one before that has more
months as (

    select
        added,
        coalesce(
            max(case when added >= {{ var('smallest_group') }} then month end) over (order by month),
            min(case when added >= {{ var('smallest_group') }} then month end) over (),
            min(month) over ()
        ) as month
    from added

),

added_by_month as (

    select
        month,
        cast(sum(added) as bigint) as added
    from months
    group by month

)

select
    month,
    {{ not_small('added') }} as added,
    {{ not_small('cast(sum(added) over (order by month) as bigint)') }} as customers
from added_by_month
