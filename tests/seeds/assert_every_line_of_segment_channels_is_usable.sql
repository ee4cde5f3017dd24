{{ config(fail_calc='count(message)') }}
with

segments as ( {{- all_segments() -}} ),

faults as (

    select
        case
            when segments.segment is null
                then
                    'seeds/segment_channels.csv: no rule of seeds/segment_rules.csv and no model makes the segment "'
                    || coalesce(channels.segment, '') || '". Correct its name, or take the line out.'
            when count(*) over (partition by channels.segment) > 1
                then
                    'seeds/segment_channels.csv: the segment "' || channels.segment || '" is there twice: '
                    || 'take one line out.'
            when channels.channel is null or channels.channel not in ('email', 'bulk_email', 'phone', 'mail')
                then
                    'seeds/segment_channels.csv: the segment "' || channels.segment || '" has the channel "'
                    || coalesce(channels.channel, '') || '". It can be one of: email, bulk_email, phone, mail.'
        end as message
    from {{ ref('segment_channels') }} as channels
    left join segments
        on channels.segment = segments.segment

)

select message
from faults
where message is not null
