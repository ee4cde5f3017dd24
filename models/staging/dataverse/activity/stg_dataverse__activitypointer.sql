{{ stage('activitypointer', 'activity_id', {
    'state_code': ('state', 'statecode'),
    'status_code': ('status', 'statuscode'),
    'activity_type': ('text', 'activitytypecode'),
    'subject': ('text', 'subject'),
    'regarding_id': ('guid', 'regardingobjectid'),
    'regarding_type': ('text', 'regardingobjectid_entitytype'),
    'priority_code': ('choice', 'prioritycode'),
    'scheduled_start': ('timestamp', 'scheduledstart'),
    'scheduled_end': ('timestamp', 'scheduledend'),
    'actual_start': ('timestamp', 'actualstart'),
    'actual_end': ('timestamp', 'actualend'),
    'sent_at': ('timestamp', 'senton'),
}) }}
