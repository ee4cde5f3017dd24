{{ history(ref('stg_dataverse__opportunity'), 'opportunity_id') }}
