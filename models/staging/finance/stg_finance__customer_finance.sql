{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

with

source as (

    select * from {{ source('finance', 'customer_finance') }}
    where {{ new_rows() }}

),

trimmed as (

    select
        {{ clean_text('cid') }} as cid,
        {{ clean_text('income') }} as income_text,
        {{ clean_text('spend') }} as spend_text,
        {{ clean_text('credit_limit') }} as credit_limit_text,
        {{ clean_text('currency') }} as currency_text,
        {{ clean_text('as_of_date') }} as as_of_date_text,
        _source_file,
        _source_row,
        _source_modified_at,
        _loaded_at
    from source

),

typed as (

    select
        *,
        {{ number('income_text', 'decimal(16, 2)') }} as income,
        {{ number('spend_text', 'decimal(16, 2)') }} as spend,
        {{ number('credit_limit_text', 'decimal(16, 2)') }} as credit_limit,
        case when regexp_like(upper(currency_text), '^[A-Z]{3}$') then upper(currency_text) end as currency,
        {{ parse_date('as_of_date_text') }} as as_of_date
    from trimmed

)

select
    cid,
    income,
    spend,
    credit_limit,
    currency,
    as_of_date,
    case when cid is null then 'the row has no cid, so its customer is unknown' end as row_rejected,
    {{ rejected('income_text', 'income') }},
    {{ rejected('spend_text', 'spend') }},
    {{ rejected('credit_limit_text', 'credit_limit') }},
    {{ rejected('currency_text', 'currency') }},
    {{ rejected('as_of_date_text', 'as_of_date') }},
    _source_file,
    _source_row,
    _source_modified_at,
    _loaded_at
from typed
