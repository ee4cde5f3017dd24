{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='sales_order_line_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__salesorderdetail'), 'sales_order_line_id', [
    'sales_order_id', 'line_number', 'product', 'quantity', 'price_per_unit', 'price_per_unit_base',
    'extended_amount', 'extended_amount_base', 'currency_id', 'currency_name', 'exchange_rate', 'created_at',
]) }}
