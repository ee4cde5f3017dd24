{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='invoice_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__invoice'), 'invoice_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'invoice_number', 'name', 'buyer_id', 'buyer_type',
    'sales_order_id', 'total_amount', 'total_amount_base', 'currency_id', 'currency_name', 'exchange_rate',
    'due_date', 'delivered_at', 'created_at',
]) }}
