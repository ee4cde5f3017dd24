-- names are those that Customer Insights asks for
-- noqa: disable=CP02
select contact_point as Value
from (
    select
        email as contact_point,
        full_name
    from {{ ref('person_records') }}
    where is_live
    union all
    select
        phone as contact_point,
        full_name
    from {{ ref('person_records') }}
    where is_live
) as contact_points
where contact_point is not null
group by contact_point
having count(distinct lower(full_name)) > {{ var('shared_value_names') }}
