{{ history(ref('stg_dataverse__contact'), 'contact_id') }}
