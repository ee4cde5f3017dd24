{{ history(ref('stg_dataverse__salesorderdetail'), 'sales_order_line_id') }}
