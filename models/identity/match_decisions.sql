with

overrides as (

    select
        given.record_a,
        given.record_b,
        case
            when given.decision in ('always', 'never') and given.record_a <> given.record_b then given.decision
            else
                raise_error(
                    'seeds/match_overrides.csv: the line "' || coalesce(given.record_a, '') || ','
                    || coalesce(given.record_b, '') || ',' || coalesce(given.decision, '')
                    || '" needs two different records and the decision always or never.'
                )
        end as decision,
        case
            when one.record_id is null or other.record_id is null
                then
                    cast(raise_error(
                        'seeds/match_overrides.csv: the line "' || given.record_a || ',' || given.record_b || ','
                        || given.decision || '" names the record "'
                        || case when one.record_id is null then given.record_a else given.record_b end
                        || '", which doesn''t exist: correct it or remove the line.'
                    ) as boolean)
            else true
        end as is_known
    from {{ ref('match_overrides') }} as given
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
    where decision = 'always' and is_known
    union all
    select
        record_b as a,
        record_a as b,
        record_b as label_a,
        record_a as label_b
    from overrides
    where decision = 'always' and is_known

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
            then
                raise_error(
                    'seeds/match_overrides.csv: the line "' || overrides.record_a || ',' || overrides.record_b
                    || ',never" contradicts the lines with always that join the two: remove one of them.'
                )
        when overrides.is_known then coalesce(other.node_id, overrides.record_b)
    end as node_b
from overrides
left join nodes as one on overrides.record_a = one.record_id
left join nodes as other on overrides.record_b = other.record_id
