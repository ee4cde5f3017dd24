{{ history(ref('stg_dataverse__customer'), 'customer_id') }}
