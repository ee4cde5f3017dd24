-- first build

create or replace table `spark_catalog`.`silver`.`sales_order_history`
    using delta
      CLUSTER BY (sales_order_id)
      comment 'Every version of each record of salesorder and the time for which it held.'
      as
      select * from the_query_of_sales_order_history;

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`sales_order_id` IS 'The record of salesorder, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`order_number` IS 'Number of the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`name` IS 'Name of the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`buyer_id` IS 'Id of the account or contact that ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`buyer_type` IS 'Table that holds the account or contact that ordered; sales_order_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`opportunity_id` IS 'Id of the opportunity that was won.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`total_amount` IS 'What the order costs, with tax and freight, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`total_amount_base` IS 'What the order costs, with tax and freight, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`total_tax` IS 'Tax of the order, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`total_tax_base` IS 'Tax of the order, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`submitted_at` IS 'When the order was submitted, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`fulfilled_at` IS 'When the order was fulfilled, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `sales_order_history__dbt_tmp` as
      select * from the_query_of_sales_order_history;

insert into table `spark_catalog`.`silver`.`sales_order_history` as target
replace on (target.`sales_order_id` <=> temp.`sales_order_id`)
(select `sales_order_id`, `state_code`, `state_label`, `status_code`, `status_label`, `order_number`, `name`, `buyer_id`, `buyer_type`, `opportunity_id`, `total_amount`, `total_amount_base`, `total_tax`, `total_tax_base`, `currency_id`, `currency_name`, `exchange_rate`, `submitted_at`, `fulfilled_at`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `sales_order_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`sales_order_history` IS 'Every version of each record of salesorder and the time for which it held.';
