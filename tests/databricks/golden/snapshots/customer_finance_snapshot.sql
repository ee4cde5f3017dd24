-- first build

create or replace table `spark_catalog`.`snapshots`.`customer_finance_snapshot`
    using delta
      as
      select *,
        md5(coalesce(cast(finance_record_id as string ), '')
         || '|' || coalesce(cast(cast(current_timestamp() as timestamp) as string ), '')
        ) as dbt_scd_id,
        cast(current_timestamp() as timestamp) as dbt_updated_at,
        cast(current_timestamp() as timestamp) as dbt_valid_from,
  coalesce(nullif(cast(current_timestamp() as timestamp), cast(current_timestamp() as timestamp)), null)
  as dbt_valid_to
    from (
        select * from the_query_of_customer_finance_snapshot
    ) sbq;

-- next build

create or replace temporary view `customer_finance_snapshot__dbt_tmp` as
    with snapshot_query as (
        select * from the_query_of_customer_finance_snapshot
    ),
    snapshotted_data as (
        select *,
        finance_record_id as dbt_unique_key
        from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        finance_record_id as dbt_unique_key
,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_valid_from,
  coalesce(nullif((
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ), (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        )), null)
  as dbt_valid_to
,
            md5(coalesce(cast(finance_record_id as string ), '')
         || '|' || coalesce(cast((
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        finance_record_id as dbt_unique_key
,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_valid_from,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        finance_record_id as dbt_unique_key
        from snapshot_query
    ),
    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        snapshotted_data.dbt_unique_key is null
            or (
        snapshotted_data.dbt_unique_key is not null
 and (
                (snapshotted_data.`income` != source_data.`income`
        or
        (
            ((snapshotted_data.`income` is null) and not (source_data.`income` is null))
            or
            ((not snapshotted_data.`income` is null) and (source_data.`income` is null))
        ) or snapshotted_data.`spend` != source_data.`spend`
        or
        (
            ((snapshotted_data.`spend` is null) and not (source_data.`spend` is null))
            or
            ((not snapshotted_data.`spend` is null) and (source_data.`spend` is null))
        ) or snapshotted_data.`credit_limit` != source_data.`credit_limit`
        or
        (
            ((snapshotted_data.`credit_limit` is null) and not (source_data.`credit_limit` is null))
            or
            ((not snapshotted_data.`credit_limit` is null) and (source_data.`credit_limit` is null))
        ) or snapshotted_data.`currency` != source_data.`currency`
        or
        (
            ((snapshotted_data.`currency` is null) and not (source_data.`currency` is null))
            or
            ((not snapshotted_data.`currency` is null) and (source_data.`currency` is null))
        ))
            )
        )
    ),
    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.dbt_scd_id
        from updates_source_data as source_data
        join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
        where (
            (snapshotted_data.`income` != source_data.`income`
        or
        (
            ((snapshotted_data.`income` is null) and not (source_data.`income` is null))
            or
            ((not snapshotted_data.`income` is null) and (source_data.`income` is null))
        ) or snapshotted_data.`spend` != source_data.`spend`
        or
        (
            ((snapshotted_data.`spend` is null) and not (source_data.`spend` is null))
            or
            ((not snapshotted_data.`spend` is null) and (source_data.`spend` is null))
        ) or snapshotted_data.`credit_limit` != source_data.`credit_limit`
        or
        (
            ((snapshotted_data.`credit_limit` is null) and not (source_data.`credit_limit` is null))
            or
            ((not snapshotted_data.`credit_limit` is null) and (source_data.`credit_limit` is null))
        ) or snapshotted_data.`currency` != source_data.`currency`
        or
        (
            ((snapshotted_data.`currency` is null) and not (source_data.`currency` is null))
            or
            ((not snapshotted_data.`currency` is null) and (source_data.`currency` is null))
        ))
        )
    )
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_valid_from,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customer_finance_snapshot`
        ) as dbt_valid_to,
            snapshotted_data.dbt_scd_id
        from snapshotted_data
        left join deletes_source_data as source_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        source_data.dbt_unique_key is null
    )
    select * from insertions
    union all
    select * from updates
    union all
    select * from deletes;

merge into `spark_catalog`.`snapshots`.`customer_finance_snapshot` as DBT_INTERNAL_DEST
        using `customer_finance_snapshot__dbt_tmp` as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.`dbt_scd_id` = DBT_INTERNAL_DEST.`dbt_scd_id`
    when matched
        and DBT_INTERNAL_DEST.`dbt_valid_to` is null
        and DBT_INTERNAL_SOURCE.`dbt_change_type` in ('update', 'delete')
        then update
        set `dbt_valid_to` = DBT_INTERNAL_SOURCE.`dbt_valid_to`
    when not matched
        and DBT_INTERNAL_SOURCE.`dbt_change_type` = 'insert'
        then insert (`finance_record_id`, `cid`, `income`, `spend`, `credit_limit`, `currency`, `as_of_date`, `_source_file`, `_source_row`, `_loaded_at`, `dbt_scd_id`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`)
        values (`finance_record_id`, `cid`, `income`, `spend`, `credit_limit`, `currency`, `as_of_date`, `_source_file`, `_source_row`, `_loaded_at`, `dbt_scd_id`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`);

DROP VIEW IF EXISTS `customer_finance_snapshot__dbt_tmp`;
