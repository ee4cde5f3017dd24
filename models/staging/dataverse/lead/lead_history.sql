{{ history(ref('stg_dataverse__lead'), 'lead_id') }}
