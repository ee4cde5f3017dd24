-- first build

create or replace table `spark_catalog`.`silver`.`account_history`
    using delta
      CLUSTER BY (account_id)
      comment 'Every version of each record of account and the time for which it held.'
      as
      select * from the_query_of_account_history;

ALTER TABLE `spark_catalog`.`silver`.`account_history`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_history`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_history`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_history`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`account_history`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`account_id` IS 'The record of account, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`name` IS 'Name of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`account_number` IS 'Number of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`industry_code` IS 'Industry, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`industry_label` IS 'Industry, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`customer_type_code` IS 'What the company is to us, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`customer_type_label` IS 'What the company is to us, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`email` IS 'E-mail address of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`phone` IS 'Phone number of the company in E.164 notation; people who work there share it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`website` IS 'Web site of the company.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`employees` IS 'How many people work there.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`revenue` IS 'Yearly revenue of the company, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`revenue_base` IS 'Yearly revenue of the company, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`primary_contact_id` IS 'Id of the contact to ask for.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`parent_account_id` IS 'Id of the company that this one belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`account_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `account_history__dbt_tmp` as
      select * from the_query_of_account_history;

insert into table `spark_catalog`.`silver`.`account_history` as target
replace on (target.`account_id` <=> temp.`account_id`)
(select `account_id`, `state_code`, `state_label`, `status_code`, `status_label`, `name`, `account_number`, `industry_code`, `industry_label`, `customer_type_code`, `customer_type_label`, `email`, `phone`, `website`, `street_address`, `city`, `region`, `postcode`, `country_code`, `employees`, `revenue`, `revenue_base`, `currency_id`, `currency_name`, `exchange_rate`, `primary_contact_id`, `parent_account_id`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `account_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`account_history` IS 'Every version of each record of account and the time for which it held.';
