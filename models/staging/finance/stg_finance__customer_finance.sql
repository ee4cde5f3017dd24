{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

{% set as_of_date = stage_kind('date', 'as_of_date_text', 'customer_finance') %}
{% set too_large = 'not a number with a point as decimal sign, or more than 14 digits before it' %}
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
        {{ as_of_date.value }} as as_of_date
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
    {{ rejected([
        ('income', 'income_text', 'income is null', too_large),
        ('spend', 'spend_text', 'spend is null', too_large),
        ('credit_limit', 'credit_limit_text', 'credit_limit is null', too_large),
        ('currency', 'currency_text', 'currency is null', 'not a currency code of three letters'),
        ('as_of_date', 'as_of_date_text', 'as_of_date is null', as_of_date.reason),
    ]) }},
    _source_file,
    _source_row,
    _source_modified_at,
    _loaded_at
from typed
