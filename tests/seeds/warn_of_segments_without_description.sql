{{ config(severity='warn', fail_calc='count(message)') }}
with

named as ( {{- all_segments() -}} )

select
    'seeds/segments.csv: the segment "' || named.segment || '" has no description or no owner: add a line such as "'
    || named.segment || ',Who is in it,marketing".' as message
from named
left join {{ ref('segments') }} as segments
    on named.segment = segments.segment
where segments.description is null or segments.owner is null
