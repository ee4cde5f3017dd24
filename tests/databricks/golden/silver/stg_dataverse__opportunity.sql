-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__opportunity`
    using delta
      CLUSTER BY (opportunity_id)
      comment 'The change log of opportunity, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__opportunity;

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`opportunity_id` IS 'The record of opportunity, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`name` IS 'What may be sold.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`buyer_id` IS 'Id of the account or contact that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`buyer_type` IS 'Table that holds the account or contact that may buy; opportunity_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`parent_contact_id` IS 'Id of the contact that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`parent_account_id` IS 'Id of the account that may buy.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`originating_lead_id` IS 'Id of the lead that it comes from.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`rating_code` IS 'How promising it is, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`rating_label` IS 'How promising it is, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`step` IS 'Step of the sales process.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`close_probability` IS 'How likely it is to be won, in percent.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`estimated_value` IS 'What it is expected to bring, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`estimated_value_base` IS 'What it is expected to bring, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`actual_value` IS 'What it brought, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`actual_value_base` IS 'What it brought, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`estimated_close_date` IS 'When it is expected to close.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`actual_close_date` IS 'When it closed.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__opportunity`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__opportunity__dbt_tmp` as
      select * from the_query_of_stg_dataverse__opportunity;

insert into `spark_catalog`.`silver`.`stg_dataverse__opportunity` by name
            select * from `stg_dataverse__opportunity__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__opportunity` IS 'The change log of opportunity, typed and labelled, one row for each exported row.';
