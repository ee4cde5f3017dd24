with

alone as (

    select count(*) as finance_alone
    from {{ ref('customer_finance') }}
    where customer_id is null

)

select
    count(*) filter (where source <> 'customer_finance') as records,
    count(*) filter (where source <> 'customer_finance' and not is_live) as deleted,
    count(*) filter (where source = 'customer_finance') as finance_records,
    (select count(*) from {{ ref('customers') }}) as customers,
    (select count(*) from {{ ref('match_reviews') }}) as reviews,
    (select alone.finance_alone from alone) as finance_alone
from {{ ref('customer_identities') }}
