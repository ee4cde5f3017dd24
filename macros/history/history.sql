{#-
    Every version of each record with the time for which it held, from a change log with version_number, is_deleted,
    modified_at, sink_modified_at, row_hash and where each row came from. This is where the order of versions is defined:

    1. A row without a version number (deletes often have none) takes the highest number among the rows of its record
       that arrived no later: in an earlier second, or in the same second and not after it in the same file. If
       its own time is unknown, that is all of them, so that a delete deletes.
    2. Versions are ordered by number, then by SinkModifiedOn, in whose second deletes come after upserts, then by place in
       the export. So Microsoft's FAQ has it ("VersionNumber and SinkModifiedOn, then isDeleted=0 on the latest version"),
       and so do Dataverse to SQL and Estuary break ties: the record was exported after its delete, so it is there. But a
       delete without a number of its own ends its number, whatever its time: an upsert of that number is one that it
       deleted, sent again because Azure didn't acknowledge it (the same FAQ); a record that comes back has a higher one.
       The number 0 says nothing about that (rows of an initial sync of Finance & Operations have it, and rows of tables
       without numbers count as 0), so there time decides about all deletes.
    3. A delete that the loader has made because a full copy lacks the record (_source_row 0, no number) is placed by its
       load: after what was loaded before it, and before what came later with the same number.
    4. Neighbours of the same number and content are one version, from the first of them on: Synapse Link sends rows
       again.

    In an incremental run the records that have new rows are worked out again from all their rows, so a late row finds
    its place. _loaded_at is the last load that touched the record.

    The versions carry all columns of the change log but those that only its own rows need.
-#}
{% macro history(change_log, key) %}
{{- config(incremental_strategy='delete+insert', unique_key=key) -}}
{%- set in_order -%}
    partition by {{ key }}
    order by
        row_version,
        generation,
        case
            when is_deleted and (sink_modified_at is null or (version_number is null and row_version <> 0))
                then timestamp '9999-12-31'
            else sink_modified_at
        end,
        is_deleted,
        sink_modified_at,
        _source_file,
        _source_row,
        _row_loaded_at
{%- endset -%}
with

changes as (

    select
        * except (row_rejected, rejected, _loaded_at),
        is_deleted and version_number is null and _source_row = 0 as is_derived,
        _loaded_at as _row_loaded_at
    from {{ change_log }}
    where
        row_rejected is null
        {%- if is_incremental() %}
        and {{ key }} in (select new.{{ key }} from {{ change_log }} as new where new.{{ new_rows() }})
        {%- endif %}

),

unnumbered as (

    select
        late.{{ key }},
        late._source_file,
        late._source_row,
        late._row_loaded_at,
        max(earlier.version_number) as row_version
    from changes as late
    inner join changes as earlier
        on
            late.{{ key }} = earlier.{{ key }}
            and (
                (late.is_derived and earlier._row_loaded_at <= late._row_loaded_at)
                or coalesce(earlier.sink_modified_at, timestamp '1900-01-01')
                < coalesce(late.sink_modified_at, timestamp '9999-12-31')
                or (
                    earlier.sink_modified_at = late.sink_modified_at
                    and (earlier._source_file <> late._source_file or earlier._source_row < late._source_row)
                )
            )
    where
        late.version_number is null
        and earlier.version_number is not null
    group by all

),

generations as (

    select
        later.{{ key }},
        later._source_file,
        later._source_row,
        later._row_loaded_at,
        count(*) as generation
    from changes as gone
    inner join changes as later
        on gone.{{ key }} = later.{{ key }} and gone._row_loaded_at < later._row_loaded_at
    where gone.is_derived
    group by all

),

numbered as (

    select
        changes.*,
        coalesce(generations.generation, 0) as generation,
        coalesce(changes.version_number, unnumbered.row_version, 0) as row_version
    from changes
    left join unnumbered
        on
            changes.version_number is null
            and changes.{{ key }} = unnumbered.{{ key }}
            and changes._source_file = unnumbered._source_file
            and changes._source_row = unnumbered._source_row
            and changes._row_loaded_at = unnumbered._row_loaded_at
    left join generations
        on
            changes.{{ key }} = generations.{{ key }}
            and changes._source_file = generations._source_file
            and changes._source_row = generations._source_row
            and changes._row_loaded_at = generations._row_loaded_at

),

placed as (

    select
        *,
        row_number() over ({{ in_order }}) as place,
        count(*) over (partition by {{ key }}) as places,
        max(_row_loaded_at) over (partition by {{ key }}) as _loaded_at,
        -- what happened can't be later than its export
        coalesce(least(modified_at, sink_modified_at), created_at, timestamp '1900-01-01') as happened_at,
        lag(row_version) over ({{ in_order }}) is distinct from row_version
        or lag(is_deleted) over ({{ in_order }}) is distinct from is_deleted
        or lag(row_hash) over ({{ in_order }}) is distinct from row_hash as is_new
    from numbered

)

select
    * except (is_new, place, places, happened_at, row_hash, _row_loaded_at, is_derived, generation),
    -- nor earlier than the version before it
    max(happened_at) over so_far as valid_from,
    case
        when lead(place) over in_order is not null
            then greatest(max(happened_at) over so_far, lead(happened_at) over in_order)
    end as valid_to,
    lead(place) over in_order is null as is_current,
    coalesce(lead(place) over in_order, places + 1) - place as exported_rows
from placed
where is_new
window
    in_order as (partition by {{ key }} order by place),
    so_far as (partition by {{ key }} order by place rows between unbounded preceding and current row)
{% endmacro %}
