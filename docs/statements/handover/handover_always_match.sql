-- first build

create or replace table `spark_catalog`.`handover`.`alwaysmatch`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_always_match;

ALTER TABLE `spark_catalog`.`handover`.`alwaysmatch`
  ALTER COLUMN `always_match_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`alwaysmatch`
  ALTER COLUMN `Table1Key`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`alwaysmatch`
  ALTER COLUMN `Table2Key`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`alwaysmatch`.`always_match_id` IS 'The second record, which has no other row.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`alwaysmatch`.`Table1` IS 'Table of the first record in Dataverse.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`alwaysmatch`.`Table1Key` IS 'Id of the first record there.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`alwaysmatch`.`Table2` IS 'Table of the second record in Dataverse.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`alwaysmatch`.`Table2Key` IS 'Id of the second record there.';

delete from `spark_catalog`.`handover`.`alwaysmatch` as handed_over where not exists (
            select 1 from (select record_id from `spark_catalog`.`gold`.`customer_identities` where is_live and source <> 'customer_finance' qualify row_number() over (partition by customer_id order by own_customer_id <> customer_id, record_id) > 1) as kept (kept_key)
            where kept.kept_key = handed_over.always_match_id
        );

-- next build

create or replace temporary view `alwaysmatch__dbt_tmp` as
      select * from the_query_of_handover_always_match;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`alwaysmatch` as DBT_INTERNAL_DEST
    using
        `alwaysmatch__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`always_match_id` <=> DBT_INTERNAL_DEST.`always_match_id`
    when matched
        then update set
            `always_match_id` = DBT_INTERNAL_SOURCE.`always_match_id`, `Table1` = DBT_INTERNAL_SOURCE.`Table1`, `Table1Key` = DBT_INTERNAL_SOURCE.`Table1Key`, `Table2` = DBT_INTERNAL_SOURCE.`Table2`, `Table2Key` = DBT_INTERNAL_SOURCE.`Table2Key`
    when not matched
        then insert
            (`always_match_id`, `Table1`, `Table1Key`, `Table2`, `Table2Key`) VALUES (DBT_INTERNAL_SOURCE.`always_match_id`, DBT_INTERNAL_SOURCE.`Table1`, DBT_INTERNAL_SOURCE.`Table1Key`, DBT_INTERNAL_SOURCE.`Table2`, DBT_INTERNAL_SOURCE.`Table2Key`);

delete from `spark_catalog`.`handover`.`alwaysmatch` as handed_over where not exists (
            select 1 from (select record_id from `spark_catalog`.`gold`.`customer_identities` where is_live and source <> 'customer_finance' qualify row_number() over (partition by customer_id order by own_customer_id <> customer_id, record_id) > 1) as kept (kept_key)
            where kept.kept_key = handed_over.always_match_id
        );
