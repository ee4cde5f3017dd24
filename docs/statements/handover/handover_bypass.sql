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

delete from `spark_catalog`.`handover`.`bypass` as handed_over where not exists (
            select 1 from (select contact_point from (
    select email as contact_point, full_name from `spark_catalog`.`silver`.`person_records` where is_live
    union all
    select phone as contact_point, full_name from `spark_catalog`.`silver`.`person_records` where is_live
) as contact_points where contact_point is not null group by contact_point having count(distinct lower(full_name)) > 4) as kept (kept_key)
            where kept.kept_key = handed_over.Value
        );

-- next build

create or replace temporary view `bypass__dbt_tmp` as
      select * from the_query_of_handover_bypass;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`bypass` as DBT_INTERNAL_DEST
    using
        `bypass__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`Value` <=> DBT_INTERNAL_DEST.`Value`
    when matched
        then update set
            `Value` = DBT_INTERNAL_SOURCE.`Value`
    when not matched
        then insert
            (`Value`) VALUES (DBT_INTERNAL_SOURCE.`Value`);

delete from `spark_catalog`.`handover`.`bypass` as handed_over where not exists (
            select 1 from (select contact_point from (
    select email as contact_point, full_name from `spark_catalog`.`silver`.`person_records` where is_live
    union all
    select phone as contact_point, full_name from `spark_catalog`.`silver`.`person_records` where is_live
) as contact_points where contact_point is not null group by contact_point having count(distinct lower(full_name)) > 4) as kept (kept_key)
            where kept.kept_key = handed_over.Value
        );
