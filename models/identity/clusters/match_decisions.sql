with

given as (

    select
        coalesce(lower(trim(record_a)), '') as record_a,
        coalesce(lower(trim(record_b)), '') as record_b,
        coalesce(lower(trim(decision)), '') as decision,
        'seeds/match_overrides.csv: the line "' || coalesce(record_a, '') || ',' || coalesce(record_b, '') || ','
        || coalesce(decision, '') || '" ' as line
    from {{ ref('match_overrides') }}

),

overrides as (

    select
        given.record_a,
        given.record_b,
        given.line,
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

),

always as (

    select
        record_a as a,
        record_b as b,
        record_a as label_a,
        record_b as label_b
    from overrides
    where decision = 'always'
    union all
    select
        record_b as a,
        record_a as b,
        record_b as label_a,
        record_a as label_b
    from overrides
    where decision = 'always'

),
{{ smallest_labels(
    'always',
    var('match_passes'),
    "'seeds/match_overrides.csv joins a chain of records from ' || a || ' on that is too long for '
            || '" ~ var('match_passes') ~ " passes: join all of them with one of them, or set the var match_passes higher.'"
) }}
-- records that an analyst has joined are one from here on
nodes as (

    select distinct
        a as record_id,
        label as node_id
    from always_done

)

select
    overrides.record_a,
    overrides.record_b,
    overrides.decision,
    coalesce(one.node_id, overrides.record_a) as node_a,
    case
        when
            overrides.decision = 'never'
            and coalesce(one.node_id, overrides.record_a) = coalesce(other.node_id, overrides.record_b)
            then raise_error(overrides.line || 'contradicts lines with always that join the two: remove one of them.')
        else coalesce(other.node_id, overrides.record_b)
    end as node_b
from overrides
left join nodes as one on overrides.record_a = one.record_id
left join nodes as other on overrides.record_b = other.record_id
