select value as Value
from (
    select
        email as value,
        full_name
    from {{ ref('person_records') }}
    where is_live
    union all
    select
        phone as value,
        full_name
    from {{ ref('person_records') }}
    where is_live
) as contact_points
where value is not null
group by value
having count(distinct lower(full_name)) > {{ var('shared_value_names') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
