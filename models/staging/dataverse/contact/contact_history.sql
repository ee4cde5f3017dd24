{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='contact_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__contact'), 'contact_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'full_name', 'first_name', 'last_name', 'nickname',
    'job_title', 'gender_code', 'gender_label', 'email', 'phone', 'mobile_phone', 'street_address', 'city',
    'region', 'postcode', 'country_code', 'date_of_birth', 'preferred_contact_method_code',
    'preferred_contact_method_label', 'do_not_email', 'do_not_bulk_email', 'do_not_phone', 'do_not_mail',
    'follow_email', 'parent_customer_id', 'parent_customer_type', 'originating_lead_id', 'is_merged', 'master_id',
    'created_at',
]) }}
