-- bronze rows = current + superseded (sent again later) + deleted (missing in the latest delivery) + rejected
with

finance as (

    select
        stg.*,
        upper(stg.cid) || '@' || coalesce(cast(stg.as_of_date as string), '') as finance_record_id,
        row_number() over (order by stg._loaded_at, stg._source_file, stg._source_row) as place
    from {{ ref('stg_finance__customer_finance') }} as stg

),

last_places as (

    select
        finance_record_id,
        max(place) as last_place
    from finance
    where row_rejected is null
    group by finance_record_id

),

counted as (

    select
        (select count(*) from {{ source('finance', 'customer_finance') }}) as delivered_rows,
        (select count(*) from {{ ref('customer_finance_current') }}) as current_rows,
        (
            select count(*) from finance
            inner join last_places on finance.finance_record_id = last_places.finance_record_id
            where finance.place < last_places.last_place
        ) as superseded_rows,
        (
            select count_if(current_record.finance_record_id is null) from last_places
            left join {{ ref('customer_finance_current') }} as current_record
                on last_places.finance_record_id = current_record.finance_record_id
        ) as deleted_rows,
        (
            select count(*) from {{ ref('rejected_rows') }}
            where table_name = 'customer_finance' and column_name is null
        ) as rejected_rows

)

select * from counted
where delivered_rows <> current_rows + superseded_rows + deleted_rows + rejected_rows
