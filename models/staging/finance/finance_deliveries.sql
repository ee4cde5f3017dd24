with

records as (

    select
        _source_file,
        _loaded_at,
        case when row_rejected is null then cid end as cid,
        min(_loaded_at) over (partition by _source_file, case when row_rejected is null then cid end) as first_loaded_at
    from {{ ref('stg_finance__customer_finance') }}

),

deliveries as (

    select
        _source_file,
        _loaded_at,
        count(distinct cid) as records,
        count(distinct case when first_loaded_at < _loaded_at then cid end) as records_kept
    from records
    group by _source_file, _loaded_at

),

accepted as (

    select
        *,
        max(case when _loaded_at <= timestamp '{{ var("finance_accepted_until") or "1900-01-01" }}' then _loaded_at end)
            over (partition by _source_file) as accepted_at
    from deliveries

),

-- what somebody has accepted is what later deliveries are compared with
compared as (

    select
        *,
        max(case when accepted_at is null or _loaded_at >= accepted_at then records end) over (
            partition by _source_file order by _loaded_at rows between unbounded preceding and 1 preceding
        ) as records_before
    from accepted

),

judged as (

    select
        *,
        coalesce(_loaded_at <= accepted_at, false)
        or records_kept >= {{ var('finance_smallest_share') }} * coalesce(records_before, 0) as is_complete
    from compared

)

select
    _source_file,
    _loaded_at,
    cast(records as bigint) as records,
    cast(records_kept as bigint) as records_kept,
    cast(records_before as bigint) as records_before,
    is_complete,
    is_complete
    and row_number() over (partition by _source_file, is_complete order by _loaded_at desc) = 1 as is_current
from judged
