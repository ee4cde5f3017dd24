-- first build, and next build

create or replace view `spark_catalog`.`silver`.`invoice_current`
  (
    `invoice_id` comment 'The record of invoice, its Id in lower case.',
	`state_code` comment 'State of the record, as a code.',
	`state_label` comment 'State of the record, as the label that held when the row was loaded.',
	`status_code` comment 'Reason of the state, as a code.',
	`status_label` comment 'Reason of the state, as the label that held when the row was loaded.',
	`invoice_number` comment 'Number of the invoice.',
	`name` comment 'Name of the invoice.',
	`buyer_id` comment 'Id of the account or contact that pays.',
	`sales_order_id` comment 'Id of the order that is invoiced.',
	`total_amount` comment 'What is to be paid, with tax and freight, in the currency of the record.',
	`total_amount_base` comment 'What is to be paid, with tax and freight, in the base currency.',
	`currency_id` comment 'Id of the currency of the amounts.',
	`currency_name` comment 'Name of that currency.',
	`exchange_rate` comment 'What one unit of the base currency is worth in that currency.',
	`due_date` comment 'When it is to be paid.',
	`delivered_at` comment 'When the goods were delivered, UTC.',
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
	`buyer_type` comment 'Table that holds the account or contact that pays; invoice_current finds it by the id if the export doesn\'t name it.'
  )
  comment 'The records of invoice as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_invoice_current
  );
