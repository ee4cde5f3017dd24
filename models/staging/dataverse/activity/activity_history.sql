{{ history(ref('stg_dataverse__activitypointer'), 'activity_id') }}
