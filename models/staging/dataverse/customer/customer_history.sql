{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='customer_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__customer'), 'customer_id', [
    'cid', 'full_name', 'first_name', 'last_name', 'gender', 'email', 'phone', 'street_address', 'city', 'region',
    'postcode', 'country_code', 'date_of_birth', 'preferred_contact_method_code', 'preferred_contact_method',
    'state_code', 'state_label', 'status_code', 'status_label', 'created_at',
]) }}
