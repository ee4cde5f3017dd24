-- first build

create or replace table `spark_catalog`.`silver`.`stg_finance__customer_finance`
    using delta
      comment 'The finance file, typed and cleaned: one row for each row of each delivery.
'
      as
      select * from the_query_of_stg_finance__customer_finance;

ALTER TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance`
  ALTER COLUMN `cid`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance`
  ALTER COLUMN `rejected`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`as_of_date` IS 'Day for which the finance amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`row_rejected` IS 'Why the row can\'t be used at all; NULL when it can.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`rejected` IS 'What could not be used, for rejected_rows.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`_source_modified_at` IS 'When the file was last changed, as the file system said when it was read, UTC.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`stg_finance__customer_finance`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

-- next build

create or replace temporary view `stg_finance__customer_finance__dbt_tmp` as
      select * from the_query_of_stg_finance__customer_finance;

insert into `spark_catalog`.`silver`.`stg_finance__customer_finance` by name
            select * from `stg_finance__customer_finance__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`stg_finance__customer_finance` IS 'The finance file, typed and cleaned: one row for each row of each delivery.
';
