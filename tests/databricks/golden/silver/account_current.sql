-- first build, and next build

create or replace view `spark_catalog`.`silver`.`account_current`
  (
    `account_id` comment 'The record of account, its Id in lower case.',
	`state_code` comment 'State of the record, as a code.',
	`state_label` comment 'State of the record, as the label that held when the row was loaded.',
	`status_code` comment 'Reason of the state, as a code.',
	`status_label` comment 'Reason of the state, as the label that held when the row was loaded.',
	`name` comment 'Name of the company.',
	`account_number` comment 'Number of the company.',
	`industry_code` comment 'Industry, as a code.',
	`industry_label` comment 'Industry, as the label that held when the row was loaded.',
	`customer_type_code` comment 'What the company is to us, as a code.',
	`customer_type_label` comment 'What the company is to us, as the label that held when the row was loaded.',
	`email` comment 'E-mail address of the company.',
	`phone` comment 'Phone number of the company in E.164 notation; people who work there share it.',
	`website` comment 'Web site of the company.',
	`street_address` comment 'Street address as typed.',
	`city` comment 'City in proper case.',
	`region` comment 'State, province or region as typed.',
	`postcode` comment 'Postcode in capitals, with its leading zeros.',
	`country_code` comment 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.',
	`employees` comment 'How many people work there.',
	`revenue` comment 'Yearly revenue of the company, in the currency of the record.',
	`revenue_base` comment 'Yearly revenue of the company, in the base currency.',
	`currency_id` comment 'Id of the currency of the amounts.',
	`currency_name` comment 'Name of that currency.',
	`exchange_rate` comment 'What one unit of the base currency is worth in that currency.',
	`primary_contact_id` comment 'Id of the contact to ask for.',
	`parent_account_id` comment 'Id of the company that this one belongs to.',
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
  comment 'The records of account as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_account_current
  );

ALTER TABLE `spark_catalog`.`silver`.`account_current`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_current`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_current`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_current`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_current`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');
