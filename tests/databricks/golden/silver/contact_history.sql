-- first build

create or replace table `spark_catalog`.`silver`.`contact_history`
    using delta
      CLUSTER BY (contact_id)
      comment 'Every version of each record of contact and the time for which it held.'
      as
      select * from the_query_of_contact_history;

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `nickname`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `mobile_phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`contact_history`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`contact_id` IS 'The record of contact, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`nickname` IS 'What the person is called.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`job_title` IS 'Job of the person.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`gender_code` IS 'Gender, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`gender_label` IS 'Gender, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`mobile_phone` IS 'Mobile phone number in E.164 notation.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`preferred_contact_method_code` IS 'Preferred way of contact, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`preferred_contact_method_label` IS 'Preferred way of contact, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`do_not_email` IS 'True when the person wants no e-mail at all.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`do_not_bulk_email` IS 'True when the person wants no e-mail that goes to many.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`do_not_phone` IS 'True when the person wants no calls.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`do_not_mail` IS 'True when the person wants no letters.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`follow_email` IS 'True when opens and clicks of e-mails to the person may be followed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`parent_customer_id` IS 'Id of the account or contact that the person belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`parent_customer_type` IS 'Table that holds the account or contact that the person belongs to; contact_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`originating_lead_id` IS 'Id of the lead that became this contact.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`is_merged` IS 'True when the record was merged into another one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`master_id` IS 'Id of the contact into which this one was merged.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`contact_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `contact_history__dbt_tmp` as
      select * from the_query_of_contact_history;

insert into table `spark_catalog`.`silver`.`contact_history` as target
replace on (target.`contact_id` <=> temp.`contact_id`)
(select `contact_id`, `state_code`, `state_label`, `status_code`, `status_label`, `first_name`, `last_name`, `full_name`, `nickname`, `job_title`, `gender_code`, `gender_label`, `email`, `phone`, `mobile_phone`, `street_address`, `city`, `region`, `postcode`, `country_code`, `date_of_birth`, `preferred_contact_method_code`, `preferred_contact_method_label`, `do_not_email`, `do_not_bulk_email`, `do_not_phone`, `do_not_mail`, `follow_email`, `parent_customer_id`, `parent_customer_type`, `originating_lead_id`, `is_merged`, `master_id`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `contact_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`contact_history` IS 'Every version of each record of contact and the time for which it held.';
