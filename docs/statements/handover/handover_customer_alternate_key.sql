-- first build

create or replace table `spark_catalog`.`handover`.`customeralternatekey`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer_alternate_key;

ALTER TABLE `spark_catalog`.`handover`.`customeralternatekey`
  ALTER COLUMN `alternate_key_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customeralternatekey`
  ALTER COLUMN `alternate_key`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeralternatekey`.`alternate_key_id` IS 'Key of the row, the source and the id there.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeralternatekey`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeralternatekey`.`source` IS 'The table that holds the record; customer_id for a former id of the customer.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeralternatekey`.`alternate_key` IS 'Id of the record in that table, or the former id.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeralternatekey`.`is_live` IS 'False when the record is deleted in Dynamics 365, and for former ids.';

delete from `spark_catalog`.`handover`.`customeralternatekey` as handed_over where not exists (
            select 1 from (select record_id from `spark_catalog`.`gold`.`customer_identities` union all select 'customer_id:' || previous_customer_id from `spark_catalog`.`gold`.`customer_id_redirects`) as kept (kept_key)
            where kept.kept_key = handed_over.alternate_key_id
        );

-- next build

create or replace temporary view `customeralternatekey__dbt_tmp` as
      select * from the_query_of_handover_customer_alternate_key;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customeralternatekey` as DBT_INTERNAL_DEST
    using
        `customeralternatekey__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`alternate_key_id` <=> DBT_INTERNAL_DEST.`alternate_key_id`
    when matched
        then update set
            `alternate_key_id` = DBT_INTERNAL_SOURCE.`alternate_key_id`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `source` = DBT_INTERNAL_SOURCE.`source`, `alternate_key` = DBT_INTERNAL_SOURCE.`alternate_key`, `is_live` = DBT_INTERNAL_SOURCE.`is_live`
    when not matched
        then insert
            (`alternate_key_id`, `customer_id`, `source`, `alternate_key`, `is_live`) VALUES (DBT_INTERNAL_SOURCE.`alternate_key_id`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`source`, DBT_INTERNAL_SOURCE.`alternate_key`, DBT_INTERNAL_SOURCE.`is_live`);

delete from `spark_catalog`.`handover`.`customeralternatekey` as handed_over where not exists (
            select 1 from (select record_id from `spark_catalog`.`gold`.`customer_identities` union all select 'customer_id:' || previous_customer_id from `spark_catalog`.`gold`.`customer_id_redirects`) as kept (kept_key)
            where kept.kept_key = handed_over.alternate_key_id
        );
