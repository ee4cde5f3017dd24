-- first build

create or replace table `spark_catalog`.`handover`.`bypass`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_bypass;

ALTER TABLE `spark_catalog`.`handover`.`bypass`
  ALTER COLUMN `Value`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`bypass`.`Value` IS 'The e-mail address or phone number.';

-- next build

create or replace temporary view `bypass__dbt_tmp` as
      select * from the_query_of_handover_bypass;

merge into `spark_catalog`.`handover`.`bypass` as handed_over
    using `bypass__dbt_tmp` as given
    on given.Value = handed_over.Value
    when matched and (
        given.`Value` is distinct from handed_over.`Value`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
