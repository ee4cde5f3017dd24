{{ history(ref('stg_dataverse__invoice'), 'invoice_id') }}
