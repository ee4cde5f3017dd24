{{ current_with_lookup('sales_order') }}
