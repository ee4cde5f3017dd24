{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='customer_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__customer'), 'customer_id') }}
