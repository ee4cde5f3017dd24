{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='account_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__account'), 'account_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'name', 'account_number', 'industry_code',
    'industry_label', 'customer_type_code', 'customer_type_label', 'email', 'phone', 'website', 'street_address',
    'city', 'region', 'postcode', 'country_code', 'employees', 'revenue', 'revenue_base', 'currency_id',
    'currency_name', 'exchange_rate', 'primary_contact_id', 'parent_account_id', 'created_at',
]) }}
