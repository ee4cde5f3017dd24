select
    identities.customer_id,
    cast(sum(opportunity.estimated_value_base) as decimal(29, 4)) as open_pipeline
from {{ ref('opportunity_current') }} as opportunity
inner join {{ ref('customer_identities') }} as identities
    on
        identities.source = 'contact'
        and identities.source_key = case
            when opportunity.buyer_type = 'contact' then opportunity.buyer_id
            else opportunity.parent_contact_id
        end
where opportunity.state_code = 0
group by identities.customer_id
