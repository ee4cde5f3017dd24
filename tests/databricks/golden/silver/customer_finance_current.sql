-- first build, and next build

create or replace table `spark_catalog`.`silver`.`customer_finance_current`
    using delta
      comment 'The finance records that count: the delivery of each file that counts (finance_deliveries), and of several rows for a customer number and a day the last one.
'
      as
      select * from the_query_of_customer_finance_current;

ALTER TABLE `spark_catalog`.`silver`.`customer_finance_current`
  ALTER COLUMN `cid`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_finance_current`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_finance_current`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`customer_finance_current`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`finance_record_id` IS 'Key of a finance record: customer number in capitals, @, day.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`as_of_date` IS 'Day for which the finance amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`customer_finance_current`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';
