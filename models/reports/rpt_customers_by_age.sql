select
    age_band,
    {{ not_small('count(*)', by='age_band') }} as customers,
    case age_band when 'under 18' then '0' when 'unknown' then '9' else age_band end as place
from {{ ref('customer_measures') }}
group by age_band
