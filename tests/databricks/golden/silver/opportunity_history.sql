-- first build

create or replace table `spark_catalog`.`silver`.`opportunity_history`
    using delta
      CLUSTER BY (opportunity_id)
      comment 'Every version of each record of opportunity and the time for which it held.'
      as
      select * from the_query_of_opportunity_history;

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`opportunity_id` IS 'The record of opportunity, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`name` IS 'What may be sold.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`buyer_id` IS 'Id of the account or contact that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`buyer_type` IS 'Table that holds the account or contact that may buy; opportunity_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`parent_contact_id` IS 'Id of the contact that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`parent_account_id` IS 'Id of the account that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`originating_lead_id` IS 'Id of the lead that it comes from.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`rating_code` IS 'How promising it is, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`rating_label` IS 'How promising it is, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`step` IS 'Step of the sales process.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`close_probability` IS 'How likely it is to be won, in percent.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`estimated_value` IS 'What it is expected to bring, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`estimated_value_base` IS 'What it is expected to bring, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`actual_value` IS 'What it brought, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`actual_value_base` IS 'What it brought, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`estimated_close_date` IS 'When it is expected to close.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`actual_close_date` IS 'When it closed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`opportunity_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `opportunity_history__dbt_tmp` as
      select * from the_query_of_opportunity_history;

insert into table `spark_catalog`.`silver`.`opportunity_history` as target
replace on (target.`opportunity_id` <=> temp.`opportunity_id`)
(select `opportunity_id`, `state_code`, `state_label`, `status_code`, `status_label`, `name`, `buyer_id`, `buyer_type`, `parent_contact_id`, `parent_account_id`, `originating_lead_id`, `rating_code`, `rating_label`, `step`, `close_probability`, `estimated_value`, `estimated_value_base`, `actual_value`, `actual_value_base`, `currency_id`, `currency_name`, `exchange_rate`, `estimated_close_date`, `actual_close_date`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `opportunity_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`opportunity_history` IS 'Every version of each record of opportunity and the time for which it held.';
