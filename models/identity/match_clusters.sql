-- a stand-in until the matching comes
select
    record_id,
    case
        when email is null or last_name is null then record_id
        else min(record_id) over (partition by lower(email), lower(last_name))
    end as cluster_id,
    'email_and_name' as matched_by,
    min(record_id) over (partition by lower(email), lower(last_name)) as matched_record_id
from {{ ref('person_records') }}
