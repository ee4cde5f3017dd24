-- first build

create or replace table `spark_catalog`.`silver`.`invoice_history`
    using delta
      CLUSTER BY (invoice_id)
      comment 'Every version of each record of invoice and the time for which it held.'
      as
      select * from the_query_of_invoice_history;

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`invoice_id` IS 'The record of invoice, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`invoice_number` IS 'Number of the invoice.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`name` IS 'Name of the invoice.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`buyer_id` IS 'Id of the account or contact that pays.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`buyer_type` IS 'Table that holds the account or contact that pays; invoice_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`sales_order_id` IS 'Id of the order that is invoiced.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`total_amount` IS 'What is to be paid, with tax and freight, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`total_amount_base` IS 'What is to be paid, with tax and freight, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`due_date` IS 'When it is to be paid.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`delivered_at` IS 'When the goods were delivered, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`invoice_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `invoice_history__dbt_tmp` as
      select * from the_query_of_invoice_history;

insert into table `spark_catalog`.`silver`.`invoice_history` as target
replace on (target.`invoice_id` <=> temp.`invoice_id`)
(select `invoice_id`, `state_code`, `state_label`, `status_code`, `status_label`, `invoice_number`, `name`, `buyer_id`, `buyer_type`, `sales_order_id`, `total_amount`, `total_amount_base`, `currency_id`, `currency_name`, `exchange_rate`, `due_date`, `delivered_at`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `invoice_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`invoice_history` IS 'Every version of each record of invoice and the time for which it held.';
