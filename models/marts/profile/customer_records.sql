select
    identities.customer_id,
    records.* except (cid),
    records.cid as customer_number
from {{ ref('customer_identities') }} as identities
inner join {{ ref('person_records') }} as records
    on identities.record_id = records.record_id
where records.is_live
