-- first build

create or replace table `spark_catalog`.`silver`.`activity_history`
    using delta
      CLUSTER BY (activity_id)
      comment 'Every version of each record of activitypointer and the time for which it held.'
      as
      select * from the_query_of_activity_history;

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`activity_id` IS 'The record of activitypointer, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`activity_type` IS 'Kind of the activity: email, phonecall, appointment, task …';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`subject` IS 'Subject of the activity.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`regarding_id` IS 'Id of the record that it is about.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`regarding_type` IS 'Table that holds the record that it is about; activity_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`priority_code` IS 'Priority, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`priority_label` IS 'Priority, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`scheduled_start` IS 'When it is planned to begin, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`scheduled_end` IS 'When it is planned to end, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`actual_start` IS 'When it began, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`actual_end` IS 'When it ended, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`sent_at` IS 'When the e-mail was sent, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`activity_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `activity_history__dbt_tmp` as
      select * from the_query_of_activity_history;

insert into table `spark_catalog`.`silver`.`activity_history` as target
replace on (target.`activity_id` <=> temp.`activity_id`)
(select `activity_id`, `state_code`, `state_label`, `status_code`, `status_label`, `activity_type`, `subject`, `regarding_id`, `regarding_type`, `priority_code`, `priority_label`, `scheduled_start`, `scheduled_end`, `actual_start`, `actual_end`, `sent_at`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `activity_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`activity_history` IS 'Every version of each record of activitypointer and the time for which it held.';
