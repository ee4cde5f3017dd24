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

-- next build

create or replace temporary view `customeractivity__dbt_tmp` as
      select * from the_query_of_handover_customer_activity;

merge into `spark_catalog`.`handover`.`customeractivity` as handed_over
    using `customeractivity__dbt_tmp` as given
    on given.event_id = handed_over.event_id
    when matched and (
        given.`event_id` is distinct from handed_over.`event_id` or
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`happened_at` is distinct from handed_over.`happened_at` or
        given.`kind` is distinct from handed_over.`kind` or
        given.`event` is distinct from handed_over.`event` or
        given.`title` is distinct from handed_over.`title` or
        given.`amount_base` is distinct from handed_over.`amount_base` or
        given.`source_key` is distinct from handed_over.`source_key`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
