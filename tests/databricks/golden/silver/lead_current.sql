-- first build, and next build

create or replace view `spark_catalog`.`silver`.`lead_current`
  (
    `lead_id` comment 'The record of lead, its Id in lower case.',
	`state_code` comment 'State of the record, as a code.',
	`state_label` comment 'State of the record, as the label that held when the row was loaded.',
	`status_code` comment 'Reason of the state, as a code.',
	`status_label` comment 'Reason of the state, as the label that held when the row was loaded.',
	`first_name` comment 'First name in proper case.',
	`last_name` comment 'Last name in proper case.',
	`full_name` comment 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.',
	`job_title` comment 'Job of the person.',
	`company_name` comment 'Company of the person, as typed.',
	`subject` comment 'What the person is interested in.',
	`lead_source_code` comment 'Where the lead comes from, as a code.',
	`lead_source_label` comment 'Where the lead comes from, as the label that held when the row was loaded.',
	`lead_quality_code` comment 'How promising the lead is, as a code.',
	`lead_quality_label` comment 'How promising the lead is, as the label that held when the row was loaded.',
	`email` comment 'E-mail address in lower case; NULL when what was given can\'t be one.',
	`phone` comment 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.',
	`mobile_phone` comment 'Mobile phone number in E.164 notation.',
	`street_address` comment 'Street address as typed.',
	`city` comment 'City in proper case.',
	`region` comment 'State, province or region as typed.',
	`postcode` comment 'Postcode in capitals, with its leading zeros.',
	`country_code` comment 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.',
	`preferred_contact_method_code` comment 'Preferred way of contact, as a code.',
	`preferred_contact_method_label` comment 'Preferred way of contact, as the label that held when the row was loaded.',
	`do_not_email` comment 'True when the person wants no e-mail at all.',
	`do_not_bulk_email` comment 'True when the person wants no e-mail that goes to many.',
	`do_not_phone` comment 'True when the person wants no calls.',
	`do_not_mail` comment 'True when the person wants no letters.',
	`follow_email` comment 'True when opens and clicks of e-mails to the person may be followed.',
	`parent_contact_id` comment 'Id of the contact that the lead became.',
	`qualifying_opportunity_id` comment 'Id of the opportunity that the lead became.',
	`is_merged` comment 'True when the record was merged into another one.',
	`master_id` comment 'Id of the lead into which this one was merged.',
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
  comment 'The records of lead as they are now; for each that isn\'t deleted, the version that holds.'
  as (
    select * from the_query_of_lead_current
  );

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `mobile_phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`lead_current`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');
