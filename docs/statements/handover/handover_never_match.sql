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

delete from `spark_catalog`.`handover`.`nevermatch` as handed_over where not exists (
            select 1 from (select least(record_a, record_b) || ' ' || greatest(record_a, record_b) from `spark_catalog`.`silver`.`match_decisions` where decision = 'never') as kept (kept_key)
            where kept.kept_key = handed_over.never_match_id
        );

-- next build

create or replace temporary view `nevermatch__dbt_tmp` as
      select * from the_query_of_handover_never_match;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`nevermatch` as DBT_INTERNAL_DEST
    using
        `nevermatch__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`never_match_id` <=> DBT_INTERNAL_DEST.`never_match_id`
    when matched
        then update set
            `never_match_id` = DBT_INTERNAL_SOURCE.`never_match_id`, `Table1` = DBT_INTERNAL_SOURCE.`Table1`, `Table1Key` = DBT_INTERNAL_SOURCE.`Table1Key`, `Table2` = DBT_INTERNAL_SOURCE.`Table2`, `Table2Key` = DBT_INTERNAL_SOURCE.`Table2Key`
    when not matched
        then insert
            (`never_match_id`, `Table1`, `Table1Key`, `Table2`, `Table2Key`) VALUES (DBT_INTERNAL_SOURCE.`never_match_id`, DBT_INTERNAL_SOURCE.`Table1`, DBT_INTERNAL_SOURCE.`Table1Key`, DBT_INTERNAL_SOURCE.`Table2`, DBT_INTERNAL_SOURCE.`Table2Key`);

delete from `spark_catalog`.`handover`.`nevermatch` as handed_over where not exists (
            select 1 from (select least(record_a, record_b) || ' ' || greatest(record_a, record_b) from `spark_catalog`.`silver`.`match_decisions` where decision = 'never') as kept (kept_key)
            where kept.kept_key = handed_over.never_match_id
        );
