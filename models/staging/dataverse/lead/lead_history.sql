{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='lead_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__lead'), 'lead_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'full_name', 'first_name', 'last_name', 'job_title',
    'company_name', 'subject', 'lead_source_code', 'lead_source_label', 'lead_quality_code', 'lead_quality_label',
    'email', 'phone', 'mobile_phone', 'street_address', 'city', 'region', 'postcode', 'country_code',
    'preferred_contact_method_code', 'preferred_contact_method_label', 'do_not_email', 'do_not_bulk_email',
    'do_not_phone', 'do_not_mail', 'follow_email', 'parent_contact_id', 'qualifying_opportunity_id', 'is_merged',
    'master_id', 'created_at',
]) }}
