-- first build

create or replace table `spark_catalog`.`silver`.`sales_order_line_history`
    using delta
      CLUSTER BY (sales_order_line_id)
      comment 'Every version of each record of salesorderdetail and the time for which it held.'
      as
      select * from the_query_of_sales_order_line_history;

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`sales_order_line_id` IS 'The record of salesorderdetail, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`sales_order_id` IS 'Id of the order that the line belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`line_number` IS 'Place of the line in the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`product` IS 'What was ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`quantity` IS 'How much was ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`price_per_unit` IS 'Price of one unit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`price_per_unit_base` IS 'Price of one unit, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`extended_amount` IS 'What the line costs, with tax and discount, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`extended_amount_base` IS 'What the line costs, with tax and discount, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`row_version` IS 'Row version that orders the versions: version_number, or for a row without one the highest of the rows before it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`valid_from` IS 'When this version began to hold, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`valid_to` IS 'When it ceased to hold, UTC; NULL for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`is_current` IS 'True for the version that holds now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`sales_order_line_history`.`exported_rows` IS 'How many exported rows say the same as this version; more than one when Synapse Link sent it again.';

-- next build

create or replace temporary view `sales_order_line_history__dbt_tmp` as
      select * from the_query_of_sales_order_line_history;

insert into table `spark_catalog`.`silver`.`sales_order_line_history` as target
replace on (target.`sales_order_line_id` <=> temp.`sales_order_line_id`)
(select `sales_order_line_id`, `sales_order_id`, `line_number`, `product`, `quantity`, `price_per_unit`, `price_per_unit_base`, `extended_amount`, `extended_amount_base`, `currency_id`, `currency_name`, `exchange_rate`, `is_deleted`, `version_number`, `created_at`, `modified_at`, `sink_modified_at`, `_source_file`, `_source_row`, `_source_modified_at`, `row_version`, `_loaded_at`, `valid_from`, `valid_to`, `is_current`, `exported_rows`
   from `sales_order_line_history__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`sales_order_line_history` IS 'Every version of each record of salesorderdetail and the time for which it held.';
