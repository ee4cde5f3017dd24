-- first build

create or replace table `spark_catalog`.`snapshots`.`customers_snapshot`
    using delta
      as
      select *,
        md5(coalesce(cast(customer_id as string ), '')
         || '|' || coalesce(cast(cast(current_timestamp() as timestamp) as string ), '')
        ) as dbt_scd_id,
        cast(current_timestamp() as timestamp) as dbt_updated_at,
        cast(current_timestamp() as timestamp) as dbt_valid_from,
  coalesce(nullif(cast(current_timestamp() as timestamp), cast(current_timestamp() as timestamp)), null)
  as dbt_valid_to
    from (
        select * from the_query_of_customers_snapshot
    ) sbq;

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

-- next build

drop table if exists `spark_catalog`.`gold`.`customer_history`;

drop table if exists `spark_catalog`.`silver`.`match_components`;

create or replace temporary view `customers_snapshot__dbt_tmp` as
    with snapshot_query as (
        select * from the_query_of_customers_snapshot
    ),
    snapshotted_data as (
        select *,
        customer_id as dbt_unique_key
        from `spark_catalog`.`snapshots`.`customers_snapshot`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        customer_id as dbt_unique_key
,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_valid_from,
  coalesce(nullif((
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ), (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        )), null)
  as dbt_valid_to
,
            md5(coalesce(cast(customer_id as string ), '')
         || '|' || coalesce(cast((
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        customer_id as dbt_unique_key
,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_valid_from,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        customer_id as dbt_unique_key
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
                (snapshotted_data.`customer_id` != source_data.`customer_id`
        or
        (
            ((snapshotted_data.`customer_id` is null) and not (source_data.`customer_id` is null))
            or
            ((not snapshotted_data.`customer_id` is null) and (source_data.`customer_id` is null))
        ) or snapshotted_data.`customer_number` != source_data.`customer_number`
        or
        (
            ((snapshotted_data.`customer_number` is null) and not (source_data.`customer_number` is null))
            or
            ((not snapshotted_data.`customer_number` is null) and (source_data.`customer_number` is null))
        ) or snapshotted_data.`full_name` != source_data.`full_name`
        or
        (
            ((snapshotted_data.`full_name` is null) and not (source_data.`full_name` is null))
            or
            ((not snapshotted_data.`full_name` is null) and (source_data.`full_name` is null))
        ) or snapshotted_data.`first_name` != source_data.`first_name`
        or
        (
            ((snapshotted_data.`first_name` is null) and not (source_data.`first_name` is null))
            or
            ((not snapshotted_data.`first_name` is null) and (source_data.`first_name` is null))
        ) or snapshotted_data.`last_name` != source_data.`last_name`
        or
        (
            ((snapshotted_data.`last_name` is null) and not (source_data.`last_name` is null))
            or
            ((not snapshotted_data.`last_name` is null) and (source_data.`last_name` is null))
        ) or snapshotted_data.`gender` != source_data.`gender`
        or
        (
            ((snapshotted_data.`gender` is null) and not (source_data.`gender` is null))
            or
            ((not snapshotted_data.`gender` is null) and (source_data.`gender` is null))
        ) or snapshotted_data.`email` != source_data.`email`
        or
        (
            ((snapshotted_data.`email` is null) and not (source_data.`email` is null))
            or
            ((not snapshotted_data.`email` is null) and (source_data.`email` is null))
        ) or snapshotted_data.`phone` != source_data.`phone`
        or
        (
            ((snapshotted_data.`phone` is null) and not (source_data.`phone` is null))
            or
            ((not snapshotted_data.`phone` is null) and (source_data.`phone` is null))
        ) or snapshotted_data.`street_address` != source_data.`street_address`
        or
        (
            ((snapshotted_data.`street_address` is null) and not (source_data.`street_address` is null))
            or
            ((not snapshotted_data.`street_address` is null) and (source_data.`street_address` is null))
        ) or snapshotted_data.`city` != source_data.`city`
        or
        (
            ((snapshotted_data.`city` is null) and not (source_data.`city` is null))
            or
            ((not snapshotted_data.`city` is null) and (source_data.`city` is null))
        ) or snapshotted_data.`region` != source_data.`region`
        or
        (
            ((snapshotted_data.`region` is null) and not (source_data.`region` is null))
            or
            ((not snapshotted_data.`region` is null) and (source_data.`region` is null))
        ) or snapshotted_data.`postcode` != source_data.`postcode`
        or
        (
            ((snapshotted_data.`postcode` is null) and not (source_data.`postcode` is null))
            or
            ((not snapshotted_data.`postcode` is null) and (source_data.`postcode` is null))
        ) or snapshotted_data.`country_code` != source_data.`country_code`
        or
        (
            ((snapshotted_data.`country_code` is null) and not (source_data.`country_code` is null))
            or
            ((not snapshotted_data.`country_code` is null) and (source_data.`country_code` is null))
        ) or snapshotted_data.`date_of_birth` != source_data.`date_of_birth`
        or
        (
            ((snapshotted_data.`date_of_birth` is null) and not (source_data.`date_of_birth` is null))
            or
            ((not snapshotted_data.`date_of_birth` is null) and (source_data.`date_of_birth` is null))
        ) or snapshotted_data.`created_at` != source_data.`created_at`
        or
        (
            ((snapshotted_data.`created_at` is null) and not (source_data.`created_at` is null))
            or
            ((not snapshotted_data.`created_at` is null) and (source_data.`created_at` is null))
        ) or snapshotted_data.`updated_at` != source_data.`updated_at`
        or
        (
            ((snapshotted_data.`updated_at` is null) and not (source_data.`updated_at` is null))
            or
            ((not snapshotted_data.`updated_at` is null) and (source_data.`updated_at` is null))
        ) or snapshotted_data.`records` != source_data.`records`
        or
        (
            ((snapshotted_data.`records` is null) and not (source_data.`records` is null))
            or
            ((not snapshotted_data.`records` is null) and (source_data.`records` is null))
        ) or snapshotted_data.`income` != source_data.`income`
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
        ) or snapshotted_data.`finance_as_of` != source_data.`finance_as_of`
        or
        (
            ((snapshotted_data.`finance_as_of` is null) and not (source_data.`finance_as_of` is null))
            or
            ((not snapshotted_data.`finance_as_of` is null) and (source_data.`finance_as_of` is null))
        ) or snapshotted_data.`has_finance` != source_data.`has_finance`
        or
        (
            ((snapshotted_data.`has_finance` is null) and not (source_data.`has_finance` is null))
            or
            ((not snapshotted_data.`has_finance` is null) and (source_data.`has_finance` is null))
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
            (snapshotted_data.`customer_id` != source_data.`customer_id`
        or
        (
            ((snapshotted_data.`customer_id` is null) and not (source_data.`customer_id` is null))
            or
            ((not snapshotted_data.`customer_id` is null) and (source_data.`customer_id` is null))
        ) or snapshotted_data.`customer_number` != source_data.`customer_number`
        or
        (
            ((snapshotted_data.`customer_number` is null) and not (source_data.`customer_number` is null))
            or
            ((not snapshotted_data.`customer_number` is null) and (source_data.`customer_number` is null))
        ) or snapshotted_data.`full_name` != source_data.`full_name`
        or
        (
            ((snapshotted_data.`full_name` is null) and not (source_data.`full_name` is null))
            or
            ((not snapshotted_data.`full_name` is null) and (source_data.`full_name` is null))
        ) or snapshotted_data.`first_name` != source_data.`first_name`
        or
        (
            ((snapshotted_data.`first_name` is null) and not (source_data.`first_name` is null))
            or
            ((not snapshotted_data.`first_name` is null) and (source_data.`first_name` is null))
        ) or snapshotted_data.`last_name` != source_data.`last_name`
        or
        (
            ((snapshotted_data.`last_name` is null) and not (source_data.`last_name` is null))
            or
            ((not snapshotted_data.`last_name` is null) and (source_data.`last_name` is null))
        ) or snapshotted_data.`gender` != source_data.`gender`
        or
        (
            ((snapshotted_data.`gender` is null) and not (source_data.`gender` is null))
            or
            ((not snapshotted_data.`gender` is null) and (source_data.`gender` is null))
        ) or snapshotted_data.`email` != source_data.`email`
        or
        (
            ((snapshotted_data.`email` is null) and not (source_data.`email` is null))
            or
            ((not snapshotted_data.`email` is null) and (source_data.`email` is null))
        ) or snapshotted_data.`phone` != source_data.`phone`
        or
        (
            ((snapshotted_data.`phone` is null) and not (source_data.`phone` is null))
            or
            ((not snapshotted_data.`phone` is null) and (source_data.`phone` is null))
        ) or snapshotted_data.`street_address` != source_data.`street_address`
        or
        (
            ((snapshotted_data.`street_address` is null) and not (source_data.`street_address` is null))
            or
            ((not snapshotted_data.`street_address` is null) and (source_data.`street_address` is null))
        ) or snapshotted_data.`city` != source_data.`city`
        or
        (
            ((snapshotted_data.`city` is null) and not (source_data.`city` is null))
            or
            ((not snapshotted_data.`city` is null) and (source_data.`city` is null))
        ) or snapshotted_data.`region` != source_data.`region`
        or
        (
            ((snapshotted_data.`region` is null) and not (source_data.`region` is null))
            or
            ((not snapshotted_data.`region` is null) and (source_data.`region` is null))
        ) or snapshotted_data.`postcode` != source_data.`postcode`
        or
        (
            ((snapshotted_data.`postcode` is null) and not (source_data.`postcode` is null))
            or
            ((not snapshotted_data.`postcode` is null) and (source_data.`postcode` is null))
        ) or snapshotted_data.`country_code` != source_data.`country_code`
        or
        (
            ((snapshotted_data.`country_code` is null) and not (source_data.`country_code` is null))
            or
            ((not snapshotted_data.`country_code` is null) and (source_data.`country_code` is null))
        ) or snapshotted_data.`date_of_birth` != source_data.`date_of_birth`
        or
        (
            ((snapshotted_data.`date_of_birth` is null) and not (source_data.`date_of_birth` is null))
            or
            ((not snapshotted_data.`date_of_birth` is null) and (source_data.`date_of_birth` is null))
        ) or snapshotted_data.`created_at` != source_data.`created_at`
        or
        (
            ((snapshotted_data.`created_at` is null) and not (source_data.`created_at` is null))
            or
            ((not snapshotted_data.`created_at` is null) and (source_data.`created_at` is null))
        ) or snapshotted_data.`updated_at` != source_data.`updated_at`
        or
        (
            ((snapshotted_data.`updated_at` is null) and not (source_data.`updated_at` is null))
            or
            ((not snapshotted_data.`updated_at` is null) and (source_data.`updated_at` is null))
        ) or snapshotted_data.`records` != source_data.`records`
        or
        (
            ((snapshotted_data.`records` is null) and not (source_data.`records` is null))
            or
            ((not snapshotted_data.`records` is null) and (source_data.`records` is null))
        ) or snapshotted_data.`income` != source_data.`income`
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
        ) or snapshotted_data.`finance_as_of` != source_data.`finance_as_of`
        or
        (
            ((snapshotted_data.`finance_as_of` is null) and not (source_data.`finance_as_of` is null))
            or
            ((not snapshotted_data.`finance_as_of` is null) and (source_data.`finance_as_of` is null))
        ) or snapshotted_data.`has_finance` != source_data.`has_finance`
        or
        (
            ((snapshotted_data.`has_finance` is null) and not (source_data.`has_finance` is null))
            or
            ((not snapshotted_data.`has_finance` is null) and (source_data.`has_finance` is null))
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
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_valid_from,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
        ) as dbt_updated_at,
            (
            select
                greatest(
                    cast(current_timestamp() as timestamp),
                    max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) + interval '0.000001' second
                )
            from `spark_catalog`.`snapshots`.`customers_snapshot`
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

merge into `spark_catalog`.`snapshots`.`customers_snapshot` as DBT_INTERNAL_DEST
        using `customers_snapshot__dbt_tmp` as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.`dbt_scd_id` = DBT_INTERNAL_DEST.`dbt_scd_id`
    when matched
        and DBT_INTERNAL_DEST.`dbt_valid_to` is null
        and DBT_INTERNAL_SOURCE.`dbt_change_type` in ('update', 'delete')
        then update
        set `dbt_valid_to` = DBT_INTERNAL_SOURCE.`dbt_valid_to`
    when not matched
        and DBT_INTERNAL_SOURCE.`dbt_change_type` = 'insert'
        then insert (`customer_id`, `customer_number`, `full_name`, `first_name`, `last_name`, `gender`, `email`, `phone`, `street_address`, `city`, `region`, `postcode`, `country_code`, `date_of_birth`, `created_at`, `updated_at`, `records`, `income`, `spend`, `credit_limit`, `currency`, `finance_as_of`, `has_finance`, `dbt_scd_id`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`)
        values (`customer_id`, `customer_number`, `full_name`, `first_name`, `last_name`, `gender`, `email`, `phone`, `street_address`, `city`, `region`, `postcode`, `country_code`, `date_of_birth`, `created_at`, `updated_at`, `records`, `income`, `spend`, `credit_limit`, `currency`, `finance_as_of`, `has_finance`, `dbt_scd_id`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`);

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`snapshots`.`customers_snapshot`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

DROP VIEW IF EXISTS `customers_snapshot__dbt_tmp`;
