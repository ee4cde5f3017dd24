{{ history(ref('stg_dataverse__salesorder'), 'sales_order_id') }}
