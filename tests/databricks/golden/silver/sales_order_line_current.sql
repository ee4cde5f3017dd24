-- first build, and next build

create or replace view `spark_catalog`.`silver`.`sales_order_line_current`
  (
    `sales_order_line_id` comment 'The record of salesorderdetail, its Id in lower case.',
	`sales_order_id` comment 'Id of the order that the line belongs to.',
	`line_number` comment 'Place of the line in the order.',
	`product` comment 'What was ordered.',
	`quantity` comment 'How much was ordered.',
	`price_per_unit` comment 'Price of one unit, in the currency of the record.',
	`price_per_unit_base` comment 'Price of one unit, in the base currency.',
	`extended_amount` comment 'What the line costs, with tax and discount, in the currency of the record.',
	`extended_amount_base` comment 'What the line costs, with tax and discount, in the base currency.',
	`currency_id` comment 'Id of the currency of the amounts.',
	`currency_name` comment 'Name of that currency.',
	`exchange_rate` comment 'What one unit of the base currency is worth in that currency.',
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
	`valid_from` comment 'When this version began to hold, UTC.'
  )
  comment 'The records of salesorderdetail as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_sales_order_line_current
  );
