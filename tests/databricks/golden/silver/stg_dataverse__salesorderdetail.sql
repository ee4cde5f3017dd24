-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`
    using delta
      CLUSTER BY (sales_order_line_id)
      comment 'The change log of salesorderdetail, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__salesorderdetail;

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`sales_order_line_id` IS 'The record of salesorderdetail, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`sales_order_id` IS 'Id of the order that the line belongs to.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`line_number` IS 'Place of the line in the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`product` IS 'What was ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`quantity` IS 'How much was ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`price_per_unit` IS 'Price of one unit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`price_per_unit_base` IS 'Price of one unit, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`extended_amount` IS 'What the line costs, with tax and discount, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`extended_amount_base` IS 'What the line costs, with tax and discount, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__salesorderdetail__dbt_tmp` as
      select * from the_query_of_stg_dataverse__salesorderdetail;

insert into `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail` by name
            select * from `stg_dataverse__salesorderdetail__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__salesorderdetail` IS 'The change log of salesorderdetail, typed and labelled, one row for each exported row.';
