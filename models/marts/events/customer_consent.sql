with

refusals as (

    select
        records.customer_id,
        channels.channel,
        records.record_id,
        records.modified_at,
        case channels.channel
            when 'email' then records.do_not_email
            -- who wants no e-mail wants none that goes to many
            when 'bulk_email'
                then
                    coalesce(records.do_not_email, records.do_not_bulk_email)
                    or coalesce(records.do_not_bulk_email, records.do_not_email)
            when 'phone' then records.do_not_phone
            when 'mail' then records.do_not_mail
            when 'email_tracking' then not records.follow_email
        end as is_refused
    from {{ ref('customer_records') }} as records
    cross join (values ('email'), ('bulk_email'), ('phone'), ('mail'), ('email_tracking')) as channels (channel)

)

-- the most restrictive word counts; of several records that say it, the one that changed last is named
select
    customer_id,
    channel,
    not is_refused as is_allowed,
    record_id,
    modified_at as said_at
from refusals
where is_refused is not null
qualify
    row_number() over (
        partition by customer_id, channel
        order by is_refused desc, modified_at desc, record_id asc
    ) = 1
