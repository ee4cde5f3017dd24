with

persons as (

    select
        customer_id,
        source,
        source_key
    from {{ ref('customer_identities') }}
    where source in ('contact', 'lead')

),

buyers as (

    select
        opportunity_id,
        case when buyer_type = 'contact' then buyer_id else parent_contact_id end as contact_id
    from {{ ref('opportunity_current') }}

),

events as (

    select
        'activity' as kind,
        activity.activity_id as source_key,
        coalesce(activity.activity_type, 'activity') || ' ' || lower(coalesce(activity.state_label, '')) as event,
        coalesce(
            activity.actual_end, activity.sent_at, activity.actual_start, activity.scheduled_start, activity.created_at
        ) as happened_at,
        activity.subject as title,
        cast(null as decimal(19, 4)) as amount_base,
        case when activity.regarding_type = 'opportunity' then 'contact' else activity.regarding_type end
            as person_source,
        case when activity.regarding_type = 'opportunity' then buyers.contact_id else activity.regarding_id end
            as person_key
    from {{ ref('activity_current') }} as activity
    left join buyers
        on activity.regarding_id = buyers.opportunity_id
    union all
    select
        'order' as kind,
        sales_order_id as source_key,
        'order ' || lower(coalesce(state_label, '')) as event,
        coalesce(submitted_at, created_at) as happened_at,
        coalesce(name, order_number) as title,
        total_amount_base as amount_base,
        buyer_type as person_source,
        buyer_id as person_key
    from {{ ref('sales_order_current') }}
    union all
    select
        'invoice' as kind,
        invoice_id as source_key,
        'invoice ' || lower(coalesce(state_label, '')) as event,
        coalesce(delivered_at, created_at) as happened_at,
        coalesce(name, invoice_number) as title,
        total_amount_base as amount_base,
        buyer_type as person_source,
        buyer_id as person_key
    from {{ ref('invoice_current') }}
    union all
    select
        'opportunity' as kind,
        opportunity.opportunity_id as source_key,
        'opportunity ' || lower(coalesce(opportunity.state_label, '')) as event,
        coalesce(cast(opportunity.actual_close_date as timestamp), opportunity.created_at) as happened_at,
        opportunity.name as title,
        coalesce(opportunity.actual_value_base, opportunity.estimated_value_base) as amount_base,
        'contact' as person_source,
        buyers.contact_id as person_key
    from {{ ref('opportunity_current') }} as opportunity
    inner join buyers
        on opportunity.opportunity_id = buyers.opportunity_id
    union all
    select
        'lead' as kind,
        lead_id as source_key,
        'lead ' || lower(coalesce(state_label, '')) as event,
        created_at as happened_at,
        subject as title,
        cast(null as decimal(19, 4)) as amount_base,
        'lead' as person_source,
        lead_id as person_key
    from {{ ref('lead_current') }}

),

changes as (

    select
        'profile' as kind,
        profile_version_id as source_key,
        'profile changed: ' || replace(changed_attributes, '_', ' ') as event,
        valid_from as happened_at,
        full_name as title,
        cast(null as decimal(19, 4)) as amount_base,
        customer_id
    from {{ ref('customer_profile_history') }}
    where changed_attributes is not null

)

select
    events.kind || ':' || events.source_key as event_id,
    persons.customer_id,
    events.happened_at,
    events.kind,
    trim(events.event) as event,
    events.title,
    events.amount_base,
    events.source_key
from events
inner join persons
    on
        events.person_source = persons.source
        and events.person_key = persons.source_key
union all
select
    kind || ':' || source_key as event_id,
    customer_id,
    happened_at,
    kind,
    event,
    title,
    amount_base,
    source_key
from changes
