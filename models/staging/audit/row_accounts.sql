with

-- a row counts as replaced if a later one tells of the same record
finance_rows as (

    select
        upper(cid) || '@' || coalesce(cast(as_of_date as string), '') as finance_record_id,
        row_number() over (
            partition by upper(cid), as_of_date
            order by _loaded_at desc, _source_file desc, _source_row desc
        ) as place
    from {{ ref('stg_finance__customer_finance') }}
    where row_rejected is null

),

accounts as (

    {% for table, _, entity in exported_tables() -%}
    select
        '{{ table }}' as table_name,
        (select count(*) from {{ source('dataverse', table) }}) as exported_rows,
        (select count(*) from {{ ref(entity ~ '_current') }}) as current_rows,
        cast(coalesce(sum(exported_rows), 0) - count(case when is_current then 1 end) as bigint) as superseded_rows,
        count(case when is_current and is_deleted then 1 end) as deleted_rows,
        max(sink_modified_at) as changed_at,
        (select max(loaded._loaded_at) from {{ source('dataverse', table) }} as loaded) as loaded_at
    from {{ ref(entity ~ '_history') }}
    union all
    {% endfor -%}
    select
        'customer_finance' as table_name,
        (select count(*) from {{ source('finance', 'customer_finance') }}) as exported_rows,
        (select count(*) from {{ ref('customer_finance_current') }}) as current_rows,
        count(case when finance_rows.place > 1 then 1 end) as superseded_rows,
        count(case when finance_rows.place = 1 and kept.finance_record_id is null then 1 end) as deleted_rows,
        cast(null as timestamp) as changed_at,
        (select max(loaded._loaded_at) from {{ source('finance', 'customer_finance') }} as loaded) as loaded_at
    from finance_rows
    left join {{ ref('customer_finance_current') }} as kept
        on finance_rows.finance_record_id = kept.finance_record_id

),

rejected_rows_by_table as (

    select
        table_name,
        count(*) as rejected_rows
    from {{ ref('rejected_rows') }}
    where column_name is null
    group by table_name

)

select
    accounts.table_name,
    accounts.exported_rows,
    accounts.current_rows,
    accounts.superseded_rows,
    accounts.deleted_rows,
    coalesce(rejected.rejected_rows, 0) as rejected_rows,
    accounts.exported_rows - accounts.current_rows - accounts.superseded_rows - accounts.deleted_rows
    - coalesce(rejected.rejected_rows, 0) as unaccounted_rows,
    accounts.changed_at,
    accounts.loaded_at
from accounts
left join rejected_rows_by_table as rejected on accounts.table_name = rejected.table_name
