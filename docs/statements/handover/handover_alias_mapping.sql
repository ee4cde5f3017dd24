-- first build

create or replace table `spark_catalog`.`handover`.`aliasmapping`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_alias_mapping;

COMMENT ON COLUMN `spark_catalog`.`handover`.`aliasmapping`.`Value1` IS 'Short or foreign form of a first name.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`aliasmapping`.`Value2` IS 'The name that it stands for.';

delete from `spark_catalog`.`handover`.`aliasmapping` as handed_over where not exists (
            select 1 from (select nickname from `spark_catalog`.`silver`.`nicknames`) as kept (kept_key)
            where kept.kept_key = handed_over.Value1
        );

-- next build

create or replace temporary view `aliasmapping__dbt_tmp` as
      select * from the_query_of_handover_alias_mapping;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`aliasmapping` as DBT_INTERNAL_DEST
    using
        `aliasmapping__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`Value1` <=> DBT_INTERNAL_DEST.`Value1`
    when matched
        then update set
            `Value1` = DBT_INTERNAL_SOURCE.`Value1`, `Value2` = DBT_INTERNAL_SOURCE.`Value2`
    when not matched
        then insert
            (`Value1`, `Value2`) VALUES (DBT_INTERNAL_SOURCE.`Value1`, DBT_INTERNAL_SOURCE.`Value2`);

delete from `spark_catalog`.`handover`.`aliasmapping` as handed_over where not exists (
            select 1 from (select nickname from `spark_catalog`.`silver`.`nicknames`) as kept (kept_key)
            where kept.kept_key = handed_over.Value1
        );
