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

-- next build

create or replace temporary view `customeralternatekey__dbt_tmp` as
      select * from the_query_of_handover_customer_alternate_key;

merge into `spark_catalog`.`handover`.`customeralternatekey` as handed_over
    using `customeralternatekey__dbt_tmp` as given
    on given.alternate_key_id = handed_over.alternate_key_id
    when matched and (
        given.`alternate_key_id` is distinct from handed_over.`alternate_key_id` or
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`source` is distinct from handed_over.`source` or
        given.`alternate_key` is distinct from handed_over.`alternate_key` or
        given.`is_live` is distinct from handed_over.`is_live`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
