-- first build, and next build

create or replace view `spark_catalog`.`silver`.`activity_current`
  (
    `activity_id` comment 'The record of activitypointer, its Id in lower case.',
	`state_code` comment 'State of the record, as a code.',
	`state_label` comment 'State of the record, as the label that held when the row was loaded.',
	`status_code` comment 'Reason of the state, as a code.',
	`status_label` comment 'Reason of the state, as the label that held when the row was loaded.',
	`activity_type` comment 'Kind of the activity: email, phonecall, appointment, task …',
	`subject` comment 'Subject of the activity.',
	`regarding_id` comment 'Id of the record that it is about.',
	`priority_code` comment 'Priority, as a code.',
	`priority_label` comment 'Priority, as the label that held when the row was loaded.',
	`scheduled_start` comment 'When it is planned to begin, UTC.',
	`scheduled_end` comment 'When it is planned to end, UTC.',
	`actual_start` comment 'When it began, UTC.',
	`actual_end` comment 'When it ended, UTC.',
	`sent_at` comment 'When the e-mail was sent, UTC.',
	`is_deleted` comment 'True when the row says that the record was deleted in Dynamics 365.',
	`version_number` comment 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.',
	`created_at` comment 'When the record was created in Dynamics 365, UTC; NULL on deletes.',
	`modified_at` comment 'When the record was changed in Dynamics 365, UTC.',
	`sink_modified_at` comment 'When Synapse Link wrote the row, UTC, in whole seconds.',
	`_source_file` comment 'File that the row came from, relative to the root of the export or to the folder of the finance file.',
	`_source_row` comment 'Number of the row in its file, from 1; in a file with a header row the header is row 1.',
	`_source_modified_at` comment 'When the file was last changed, as the file system said when it was read, UTC.',
	`row_version` comment 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.',
	`_loaded_at` comment 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.',
	`valid_from` comment 'When this version began to hold, UTC.',
	`regarding_type` comment 'Table that holds the record that it is about; activity_current finds it by the id if the export doesn\'t name it.'
  )
  comment 'The records of activitypointer as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_activity_current
  );
