{{ history(ref('stg_dataverse__account'), 'account_id') }}
