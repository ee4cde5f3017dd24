-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__customer`
    using delta
      CLUSTER BY (customer_id)
      comment 'The change log of customers, typed, cleaned and labelled: one row for each row of bronze.crc33_customer, in the order of loads.
'
      as
      select * from the_query_of_stg_dataverse__customer;

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `cid`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__customer`
  ALTER COLUMN `rejected`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`gender` IS 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`preferred_contact_method_code` IS 'Preferred way of contact, the code of the choice.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`preferred_contact_method` IS 'Preferred way of contact, the label of the choice when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`created_at` IS 'When the customer was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`modified_at` IS 'When the customer was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__customer`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

-- next build

create or replace temporary view `stg_dataverse__customer__dbt_tmp` as
      select * from the_query_of_stg_dataverse__customer;

insert into `spark_catalog`.`silver`.`stg_dataverse__customer` by name
            select * from `stg_dataverse__customer__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__customer` IS 'The change log of customers, typed, cleaned and labelled: one row for each row of bronze.crc33_customer, in the order of loads.
';
