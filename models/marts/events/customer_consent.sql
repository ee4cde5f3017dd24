{#- A way of contact, and the column that says no to it. Following e-mail says yes where the others say no. -#}
{% set channels = {
    'email': 'do_not_email',
    'bulk_email': 'do_not_bulk_email',
    'phone': 'do_not_phone',
    'mail': 'do_not_mail',
    'email_tracking': 'not follow_email',
} %}
with

members as (

    select
        identities.customer_id,
        records.*
    from {{ ref('customer_identities') }} as identities
    inner join {{ ref('person_records') }} as records
        on identities.record_id = records.record_id
    where records.is_live

),

said as (

    {% for channel, says_no in channels.items() -%}
    select
        customer_id,
        '{{ channel }}' as channel,
        -- who wants no e-mail wants none that goes to many
        {% if channel == 'bulk_email' -%}
        coalesce(do_not_email, do_not_bulk_email) or coalesce(do_not_bulk_email, do_not_email) as says_no,
        {%- else -%}
        {{ says_no }} as says_no,
        {%- endif %}
        record_id,
        modified_at
    from members
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

-- the most restrictive word counts; of several records that say it, the one that changed last is named
select
    customer_id,
    channel,
    not says_no as is_allowed,
    record_id,
    modified_at as said_at
from said
where says_no is not null
qualify
    row_number() over (
        partition by customer_id, channel
        order by says_no desc, modified_at desc, record_id asc
    ) = 1
