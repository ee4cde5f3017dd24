{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='activity_id',
        on_schema_change='fail'
    )
}}

{{ history(ref('stg_dataverse__activitypointer'), 'activity_id', [
    'state_code', 'state_label', 'status_code', 'status_label', 'activity_type', 'subject', 'regarding_id',
    'regarding_type', 'priority_code', 'priority_label', 'scheduled_start', 'scheduled_end', 'actual_start',
    'actual_end', 'sent_at', 'created_at',
]) }}
