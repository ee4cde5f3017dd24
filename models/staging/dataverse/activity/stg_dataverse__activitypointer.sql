{{ stage('activitypointer', 'activity_id', {
    'state_code': {'from': 'statecode', 'kind': 'state'},
    'status_code': {'from': 'statuscode', 'kind': 'status'},
    'activity_type': {'from': 'activitytypecode', 'kind': 'text'},
    'subject': {'from': 'subject', 'kind': 'text'},
    'regarding_id': {'from': 'regardingobjectid', 'kind': 'guid'},
    'regarding_type': {'from': 'regardingobjectid_entitytype', 'kind': 'lower'},
    'priority_code': {'from': 'prioritycode', 'kind': 'choice'},
    'scheduled_start': {'from': 'scheduledstart', 'kind': 'timestamp'},
    'scheduled_end': {'from': 'scheduledend', 'kind': 'timestamp'},
    'actual_start': {'from': 'actualstart', 'kind': 'timestamp'},
    'actual_end': {'from': 'actualend', 'kind': 'timestamp'},
    'sent_at': {'from': 'senton', 'kind': 'timestamp'},
}) }}
