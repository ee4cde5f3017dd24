{{ stage('activitypointer', 'activity_id', {
    'state': ('state', 'statecode'),
    'status': ('status', 'statuscode'),
    'activity_type': ('text', 'activitytypecode'),
    'subject': ('text', 'subject'),
    'regarding_id': ('guid', 'regardingobjectid'),
    'regarding_type': ('text', 'regardingobjectid_entitytype'),
    'priority': ('choice', 'prioritycode'),
    'scheduled_start': ('timestamp', 'scheduledstart'),
    'scheduled_end': ('timestamp', 'scheduledend'),
    'actual_start': ('timestamp', 'actualstart'),
    'actual_end': ('timestamp', 'actualend'),
    'sent_at': ('timestamp', 'senton'),
}) }}
