with

clustered as (

    select
        records.*,
        clusters.cluster_id,
        clusters.matched_by,
        clusters.matched_record_id
    from {{ ref('person_records') }} as records
    inner join {{ ref('match_clusters') }} as clusters
        on records.record_id = clusters.record_id

),

named as (

    select
        *,
        -- Dataverse gives no id twice; should two tables hold the same one, the later record gets another
        case
            when
                row_number() over (
                    partition by source_key
                    order by {{ first_exported() }}
                ) = 1
                then source_key
            else md5(record_id)
        end as own_customer_id
    from clustered

),

persons as (

    select
        *,
        -- the record that was exported first gives the customer its id, also when it is deleted later
        first_value(own_customer_id) over (
            partition by cluster_id order by {{ first_exported() }}
        ) as customer_id,
        row_number() over (
            partition by cluster_id order by {{ first_exported() }}
        ) = 1 as is_first,
        max(case when is_live then 1 else 0 end) over (partition by cluster_id) = 1 as is_customer
    from named

),

finance as (

    select distinct upper(cid) as cid
    from {{ ref('customer_finance_current') }}

),

-- of several live customers with one number, finance goes to the one that changed last
persons_by_cid as (

    select
        customer_id,
        record_id,
        upper(cid) as cid
    from persons
    where is_live and cid is not null
    qualify row_number() over (partition by upper(cid) order by modified_at desc, record_id asc) = 1

)

select
    record_id,
    source,
    source_key,
    customer_id,
    own_customer_id,
    is_live,
    case when is_first then 'the record that was exported first' else matched_by end as matched_by,
    case when not is_first then matched_record_id end as matched_record_id
from persons
where is_customer
union all
select
    'customer_finance:' || finance.cid as record_id,
    'customer_finance' as source,
    finance.cid as source_key,
    persons_by_cid.customer_id,
    cast(null as string) as own_customer_id,
    true as is_live,
    'same_cid' as matched_by,
    persons_by_cid.record_id as matched_record_id
from finance
inner join persons_by_cid
    on finance.cid = persons_by_cid.cid
