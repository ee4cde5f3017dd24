-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__account`
    using delta
      CLUSTER BY (account_id)
      comment 'The change log of account, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__account;

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_dataverse__account`
  ALTER COLUMN `rejected`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`account_id` IS 'The record of account, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`name` IS 'Name of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`account_number` IS 'Number of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`industry_code` IS 'Industry, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`industry_label` IS 'Industry, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`customer_type_code` IS 'What the company is to us, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`customer_type_label` IS 'What the company is to us, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`email` IS 'E-mail address of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`phone` IS 'Phone number of the company in E.164 notation; people who work there share it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`website` IS 'Web site of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`employees` IS 'How many people work there.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`revenue` IS 'Yearly revenue of the company, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`revenue_base` IS 'Yearly revenue of the company, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`primary_contact_id` IS 'Id of the contact to ask for.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`parent_account_id` IS 'Id of the company that this one belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__account`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__account__dbt_tmp` as
      select * from the_query_of_stg_dataverse__account;

insert into `spark_catalog`.`silver`.`stg_dataverse__account` by name
            select * from `stg_dataverse__account__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__account` IS 'The change log of account, typed and labelled, one row for each exported row.';
