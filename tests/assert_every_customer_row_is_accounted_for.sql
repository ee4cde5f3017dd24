{{ config(enabled=var('bronze_keeps_every_row')) }}
-- bronze rows = current + superseded + deleted + rejected
with

counted as (

    select
        (select count(*) from {{ source('dataverse', 'crc33_customer') }}) as exported_rows,
        (select count(*) from {{ ref('customer_current') }}) as current_rows,
        (
            select coalesce(sum(exported_rows) - count_if(is_current), 0) from {{ ref('customer_history') }}
        ) as superseded_rows,
        (
            select count_if(is_current and is_deleted) from {{ ref('customer_history') }}
        ) as deleted_rows,
        (
            select count(*) from {{ ref('rejected_rows') }}
            where table_name = 'crc33_customer' and column_name is null
        ) as rejected_rows

)

select * from counted
where exported_rows <> current_rows + superseded_rows + deleted_rows + rejected_rows
