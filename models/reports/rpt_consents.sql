with

said as (

    select
        channel,
        count(*) filter (where is_allowed) as allowed,
        count(*) filter (where not is_allowed) as refused
    from {{ ref('customer_consent') }}
    group by channel

),

everybody as (

    select count(*) as customers from {{ ref('customers') }}

)

select
    channels.channel,
    channels.name,
    {{ not_small('coalesce(said.allowed, 0)') }} as allowed,
    {{ not_small('coalesce(said.refused, 0)') }} as refused,
    {{ not_small('everybody.customers - coalesce(said.allowed + said.refused, 0)') }} as unknown,
    channels.place
from (
    values
    ('email', 'E-mail', 1),
    ('bulk_email', 'Newsletters', 2),
    ('phone', 'Phone calls', 3),
    ('mail', 'Letters', 4),
    ('email_tracking', 'Following of e-mails', 5)
) as channels (channel, name, place)
cross join everybody
left join said
    on channels.channel = said.channel
