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

),

counted as (

    select
        channels.channel,
        channels.name,
        coalesce(said.allowed, 0) as allowed,
        coalesce(said.refused, 0) as refused,
        everybody.customers - coalesce(said.allowed + said.refused, 0) as unknown,
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

)

select
    channel,
    name,
    {{ not_small('allowed', beside=['refused', 'unknown']) }} as allowed,
    {{ not_small('refused', beside=['allowed', 'unknown']) }} as refused,
    {{ not_small('unknown', beside=['allowed', 'refused']) }} as unknown,
    place
from counted
