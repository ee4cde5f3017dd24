-- first build

create or replace table `spark_catalog`.`handover`.`nevermatch`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_never_match;

ALTER TABLE `spark_catalog`.`handover`.`nevermatch`
  ALTER COLUMN `never_match_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`nevermatch`
  ALTER COLUMN `Table1Key`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`nevermatch`
  ALTER COLUMN `Table2Key`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`nevermatch`.`never_match_id` IS 'The two records.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`nevermatch`.`Table1` IS 'Table of the first record in Dataverse.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`nevermatch`.`Table1Key` IS 'Id of the first record there.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`nevermatch`.`Table2` IS 'Table of the second record in Dataverse.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`nevermatch`.`Table2Key` IS 'Id of the second record there.';

-- next build

create or replace temporary view `nevermatch__dbt_tmp` as
      select * from the_query_of_handover_never_match;

merge into `spark_catalog`.`handover`.`nevermatch` as handed_over
    using `nevermatch__dbt_tmp` as given
    on given.never_match_id = handed_over.never_match_id
    when matched and (
        given.`never_match_id` is distinct from handed_over.`never_match_id` or
        given.`Table1` is distinct from handed_over.`Table1` or
        given.`Table1Key` is distinct from handed_over.`Table1Key` or
        given.`Table2` is distinct from handed_over.`Table2` or
        given.`Table2Key` is distinct from handed_over.`Table2Key`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
