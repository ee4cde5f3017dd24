-- first build

create or replace table `spark_catalog`.`handover`.`customeractivity`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer_activity;

ALTER TABLE `spark_catalog`.`handover`.`customeractivity`
  ALTER COLUMN `title`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`event_id` IS 'The event, its kind and the id of its record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`happened_at` IS 'When it happened, UTC.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`kind` IS 'activity, order, invoice, opportunity, lead or profile.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`event` IS 'What happened, with the state of the record as it is now.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`title` IS 'Subject or name of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`amount_base` IS 'Amount of the record in the base currency; NULL when it has none, or more than 14 digits before the point, which Customer Insights can\'t read.
';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customeractivity`.`source_key` IS 'Id of the record in its table.';

delete from `spark_catalog`.`handover`.`customeractivity` as handed_over where not exists (
            select 1 from (select event_id from `spark_catalog`.`gold`.`customer_timeline`) as kept (kept_key)
            where kept.kept_key = handed_over.event_id
        );

-- next build

create or replace temporary view `customeractivity__dbt_tmp` as
      select * from the_query_of_handover_customer_activity;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customeractivity` as DBT_INTERNAL_DEST
    using
        `customeractivity__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`event_id` <=> DBT_INTERNAL_DEST.`event_id`
    when matched
        then update set
            `event_id` = DBT_INTERNAL_SOURCE.`event_id`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `happened_at` = DBT_INTERNAL_SOURCE.`happened_at`, `kind` = DBT_INTERNAL_SOURCE.`kind`, `event` = DBT_INTERNAL_SOURCE.`event`, `title` = DBT_INTERNAL_SOURCE.`title`, `amount_base` = DBT_INTERNAL_SOURCE.`amount_base`, `source_key` = DBT_INTERNAL_SOURCE.`source_key`
    when not matched
        then insert
            (`event_id`, `customer_id`, `happened_at`, `kind`, `event`, `title`, `amount_base`, `source_key`) VALUES (DBT_INTERNAL_SOURCE.`event_id`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`happened_at`, DBT_INTERNAL_SOURCE.`kind`, DBT_INTERNAL_SOURCE.`event`, DBT_INTERNAL_SOURCE.`title`, DBT_INTERNAL_SOURCE.`amount_base`, DBT_INTERNAL_SOURCE.`source_key`);

delete from `spark_catalog`.`handover`.`customeractivity` as handed_over where not exists (
            select 1 from (select event_id from `spark_catalog`.`gold`.`customer_timeline`) as kept (kept_key)
            where kept.kept_key = handed_over.event_id
        );
