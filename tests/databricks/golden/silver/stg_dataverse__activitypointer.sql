-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__activitypointer`
    using delta
      CLUSTER BY (activity_id)
      comment 'The change log of activitypointer, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__activitypointer;

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`activity_id` IS 'The record of activitypointer, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`activity_type` IS 'Kind of the activity: email, phonecall, appointment, task …';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`subject` IS 'Subject of the activity.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`regarding_id` IS 'Id of the record that it is about.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`regarding_type` IS 'Table that holds the record that it is about; activity_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`priority_code` IS 'Priority, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`priority_label` IS 'Priority, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`scheduled_start` IS 'When it is planned to begin, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`scheduled_end` IS 'When it is planned to end, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`actual_start` IS 'When it began, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`actual_end` IS 'When it ended, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`sent_at` IS 'When the e-mail was sent, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__activitypointer`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__activitypointer__dbt_tmp` as
      select * from the_query_of_stg_dataverse__activitypointer;

insert into `spark_catalog`.`silver`.`stg_dataverse__activitypointer` by name
            select * from `stg_dataverse__activitypointer__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__activitypointer` IS 'The change log of activitypointer, typed and labelled, one row for each exported row.';
