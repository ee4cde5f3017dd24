-- first build

create or replace table `spark_catalog`.`silver`.`customer_history`
    using delta
      CLUSTER BY (customer_id)
      comment 'Every version of each customer and the time for which it held. Rows that Synapse Link sent twice are one version; a late row finds its place; a deletion is a version of its own.
'
      as
      select * from the_query_of_customer_history;

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `cid`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_history`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`gender` IS 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`preferred_contact_method_code` IS 'Preferred way of contact, the code of the choice.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`preferred_contact_method` IS 'Preferred way of contact, the label of the choice when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`created_at` IS 'When the customer was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`modified_at` IS 'When the customer was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `customer_history__dbt_tmp` as
      select * from the_query_of_customer_history;

insert into table `spark_catalog`.`silver`.`customer_history` as target
replace on (target.`customer_id` <=> temp.`customer_id`)
(select `customer_id`, `cid`, `first_name`, `last_name`, `full_name`, `gender`, `email`, `phone`, `street_address`, `city`, `region`, `postcode`, `country_code`, `date_of_birth`, `preferred_contact_method_code`, `preferred_contact_method`, `state_code`, `state_label`, `status_code`, `status_label`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `customer_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`customer_history` IS 'Every version of each customer and the time for which it held. Rows that Synapse Link sent twice are one version; a late row finds its place; a deletion is a version of its own.
';
