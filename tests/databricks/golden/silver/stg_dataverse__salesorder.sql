-- first build

create or replace table `spark_catalog`.`silver`.`stg_dataverse__salesorder`
    using delta
      CLUSTER BY (sales_order_id)
      comment 'The change log of salesorder, typed and labelled, one row for each exported row.'
      as
      select * from the_query_of_stg_dataverse__salesorder;

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`sales_order_id` IS 'The record of salesorder, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`state_code` IS 'State of the record, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`state_label` IS 'State of the record, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`status_code` IS 'Reason of the state, as a code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`status_label` IS 'Reason of the state, as the label that held when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`order_number` IS 'Number of the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`name` IS 'Name of the order.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`buyer_id` IS 'Id of the account or contact that ordered.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`buyer_type` IS 'Table that holds the account or contact that ordered; sales_order_current finds it by the id if the export doesn\'t name it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`opportunity_id` IS 'Id of the opportunity that was won.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`total_amount` IS 'What the order costs, with tax and freight, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`total_amount_base` IS 'What the order costs, with tax and freight, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`total_tax` IS 'Tax of the order, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`total_tax_base` IS 'Tax of the order, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`currency_id` IS 'Id of the currency of the amounts.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`currency_name` IS 'Name of that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`exchange_rate` IS 'What one unit of the base currency is worth in that currency.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`submitted_at` IS 'When the order was submitted, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`fulfilled_at` IS 'When the order was fulfilled, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`is_deleted` IS 'True when the row says that the record was deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`version_number` IS 'Row version that Dataverse gave; NULL when the row has none, as on many deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`created_at` IS 'When the record was created in Dynamics 365, UTC; NULL on deletes.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`sink_modified_at` IS 'When Synapse Link wrote the row, UTC, in whole seconds.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_dataverse__salesorder`.`row_hash` IS 'Hash of the exported values, to tell whether two rows say the same.';

-- next build

create or replace temporary view `stg_dataverse__salesorder__dbt_tmp` as
      select * from the_query_of_stg_dataverse__salesorder;

insert into `spark_catalog`.`silver`.`stg_dataverse__salesorder` by name
            select * from `stg_dataverse__salesorder__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_dataverse__salesorder` IS 'The change log of salesorder, typed and labelled, one row for each exported row.';
