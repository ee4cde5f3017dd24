{{ config(severity='warn', fail_calc='count(message)') }}
with

named as ( {{- all_segments() -}} )

select
    'No customer is in the segment "' || named.segment || '". Its values are compared as gold.customers and '
    || 'gold.customer_measures spell them: country_code = DE, not Germany.' as message
from named
left join {{ ref('customer_segments') }} as members
    on named.segment = members.segment
where members.segment is null
