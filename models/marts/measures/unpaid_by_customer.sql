select
    identities.customer_id,
    cast(sum(invoice.total_amount_base) as decimal(29, 4)) as unpaid_amount
from {{ ref('invoice_current') }} as invoice
inner join {{ ref('customer_identities') }} as identities
    on
        invoice.buyer_id = identities.source_key
        and identities.source = 'contact'
where invoice.buyer_type = 'contact' and invoice.state_code in (0, 1)
group by identities.customer_id
