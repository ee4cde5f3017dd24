{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='opportunity_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__opportunity'), 'opportunity_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'name', 'buyer_id', 'buyer_type', 'parent_contact_id',
    'parent_account_id', 'originating_lead_id', 'rating_code', 'rating_label', 'step', 'close_probability',
    'estimated_value', 'estimated_value_base', 'actual_value', 'actual_value_base', 'currency_id', 'currency_name',
    'exchange_rate', 'estimated_close_date', 'actual_close_date', 'created_at',
]) }}
