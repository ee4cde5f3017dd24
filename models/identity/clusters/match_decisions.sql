with

given as (

    select
        coalesce(lower(trim(record_a)), '') as record_a,
        coalesce(lower(trim(record_b)), '') as record_b,
        coalesce(lower(trim(decision)), '') as decision,
        'seeds/match_overrides.csv: the line "' || coalesce(record_a, '') || ',' || coalesce(record_b, '') || ','
        || coalesce(decision, '') || '" ' as line
    from {{ ref('match_overrides') }}

)

select
    given.record_a,
    given.record_b,
    case
        when given.decision not in ('always', 'never') or given.record_a = given.record_b
            then raise_error(given.line || 'needs two different records and the decision always or never.')
        when one.record_id is null or other.record_id is null
            then
                raise_error(
                    given.line || 'names the record "'
                    || case when one.record_id is null then given.record_a else given.record_b end
                    || '", which silver.person_records lacks: correct it or remove the line.'
                )
        else given.decision
    end as decision
from given
left join {{ ref('match_records') }} as one on given.record_a = one.record_id
left join {{ ref('match_records') }} as other on given.record_b = other.record_id
