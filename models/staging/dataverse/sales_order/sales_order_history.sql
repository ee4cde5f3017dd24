{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='sales_order_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__salesorder'), 'sales_order_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'order_number', 'name', 'buyer_id', 'buyer_type',
    'opportunity_id', 'total_amount', 'total_amount_base', 'total_tax', 'total_tax_base', 'currency_id',
    'currency_name', 'exchange_rate', 'submitted_at', 'fulfilled_at', 'created_at',
]) }}
