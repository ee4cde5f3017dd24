-- first build

create or replace table `spark_catalog`.`handover`.`aliasmapping`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_alias_mapping;

COMMENT ON COLUMN `spark_catalog`.`handover`.`aliasmapping`.`Value1` IS 'Short or foreign form of a first name.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`aliasmapping`.`Value2` IS 'The name that it is short for.';

-- next build

create or replace temporary view `aliasmapping__dbt_tmp` as
      select * from the_query_of_handover_alias_mapping;

merge into `spark_catalog`.`handover`.`aliasmapping` as handed_over
    using `aliasmapping__dbt_tmp` as given
    on given.Value1 = handed_over.Value1
    when matched and (
        given.`Value1` is distinct from handed_over.`Value1` or
        given.`Value2` is distinct from handed_over.`Value2`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
