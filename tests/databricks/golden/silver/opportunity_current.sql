-- first build, and next build

create or replace view `spark_catalog`.`silver`.`opportunity_current`
  (
    `opportunity_id` comment 'The record of opportunity, its Id in lower case.',
	`state_code` comment 'State of the record, as a code.',
	`state_label` comment 'State of the record, as the label that held when the row was loaded.',
	`status_code` comment 'Reason of the state, as a code.',
	`status_label` comment 'Reason of the state, as the label that held when the row was loaded.',
	`name` comment 'What may be sold.',
	`buyer_id` comment 'Id of the account or contact that may buy.',
	`parent_contact_id` comment 'Id of the contact that may buy.',
	`parent_account_id` comment 'Id of the account that may buy.',
	`originating_lead_id` comment 'Id of the lead that it comes from.',
	`rating_code` comment 'How promising it is, as a code.',
	`rating_label` comment 'How promising it is, as the label that held when the row was loaded.',
	`step` comment 'Step of the sales process.',
	`close_probability` comment 'How likely it is to be won, in percent.',
	`estimated_value` comment 'What it is expected to bring, in the currency of the record.',
	`estimated_value_base` comment 'What it is expected to bring, in the base currency.',
	`actual_value` comment 'What it brought, in the currency of the record.',
	`actual_value_base` comment 'What it brought, in the base currency.',
	`currency_id` comment 'Id of the currency of the amounts.',
	`currency_name` comment 'Name of that currency.',
	`exchange_rate` comment 'What one unit of the base currency is worth in that currency.',
	`estimated_close_date` comment 'When it is expected to close.',
	`actual_close_date` comment 'When it closed.',
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
	`buyer_type` comment 'Table that holds the account or contact that may buy; opportunity_current finds it by the id if the export doesn\'t name it.'
  )
  comment 'The records of opportunity as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_opportunity_current
  );
