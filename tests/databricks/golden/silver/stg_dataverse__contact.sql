-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__contact`
    using delta
      CLUSTER BY (contact_id)
      comment 'The change log of contact, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__contact;

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `nickname`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `mobile_phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__contact`
  ALTER COLUMN `rejected`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`contact_id` IS 'The record of contact, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`nickname` IS 'What the person is called.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`job_title` IS 'Job of the person.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`gender_code` IS 'Gender, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`gender_label` IS 'Gender, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`mobile_phone` IS 'Mobile phone number in E.164 notation.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`preferred_contact_method_code` IS 'Preferred way of contact, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`preferred_contact_method_label` IS 'Preferred way of contact, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`do_not_email` IS 'True when the person wants no e-mail at all.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`do_not_bulk_email` IS 'True when the person wants no e-mail that goes to many.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`do_not_phone` IS 'True when the person wants no calls.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`do_not_mail` IS 'True when the person wants no letters.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`follow_email` IS 'True when opens and clicks of e-mails to the person may be followed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`parent_customer_id` IS 'Id of the account or contact that the person belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`parent_customer_type` IS 'Table that holds the account or contact that the person belongs to; contact_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`originating_lead_id` IS 'Id of the lead that became this contact.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`is_merged` IS 'True when the record was merged into another one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`master_id` IS 'Id of the contact into which this one was merged.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__contact`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__contact__dbt_tmp` as
      select * from the_query_of_stg_dataverse__contact;

insert into `spark_catalog`.`silver`.`stg_dataverse__contact` by name
            select * from `stg_dataverse__contact__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__contact` IS 'The change log of contact, typed and labelled, one row for each exported row.';
