with

described as (

    select
        rule,
        max(description) as description
    from {{ ref('match_rules') }}
    group by rule

),

joined as (

    select
        coalesce(described.description, case identities.matched_by
            when 'score' then 'Alike in many attributes (score)'
            when 'match_overrides' then 'Joined by an analyst'
            else identities.matched_by
        end) as rule
    from {{ ref('customer_identities') }} as identities
    left join described
        on identities.matched_by = described.rule
    where identities.matched_record_id is not null and identities.source <> 'customer_finance'

)

select
    rule,
    {{ not_small('count(*)') }} as records
from joined
group by rule
