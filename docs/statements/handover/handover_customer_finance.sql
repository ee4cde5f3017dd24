-- first build

create or replace table `spark_catalog`.`handover`.`customerfinance`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer_finance;

ALTER TABLE `spark_catalog`.`handover`.`customerfinance`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customerfinance`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customerfinance`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`finance_record_id` IS 'Key of a finance record: customer number in capitals, @, day.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`customer_id` IS 'The live customer with this customer number, the one that changed last if there are several; NULL when there is none.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`as_of_date` IS 'Day for which the amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customerfinance`.`is_latest` IS 'True for the latest record of the customer number; customers show this one.';

delete from `spark_catalog`.`handover`.`customerfinance` as handed_over where not exists (
            select 1 from (select finance_record_id from `spark_catalog`.`gold`.`customer_finance`) as kept (kept_key)
            where kept.kept_key = handed_over.finance_record_id
        );

-- next build

create or replace temporary view `customerfinance__dbt_tmp` as
      select * from the_query_of_handover_customer_finance;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customerfinance` as DBT_INTERNAL_DEST
    using
        `customerfinance__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`finance_record_id` <=> DBT_INTERNAL_DEST.`finance_record_id`
    when matched
        then update set
            `finance_record_id` = DBT_INTERNAL_SOURCE.`finance_record_id`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `cid` = DBT_INTERNAL_SOURCE.`cid`, `income` = DBT_INTERNAL_SOURCE.`income`, `spend` = DBT_INTERNAL_SOURCE.`spend`, `credit_limit` = DBT_INTERNAL_SOURCE.`credit_limit`, `currency` = DBT_INTERNAL_SOURCE.`currency`, `as_of_date` = DBT_INTERNAL_SOURCE.`as_of_date`, `is_latest` = DBT_INTERNAL_SOURCE.`is_latest`
    when not matched
        then insert
            (`finance_record_id`, `customer_id`, `cid`, `income`, `spend`, `credit_limit`, `currency`, `as_of_date`, `is_latest`) VALUES (DBT_INTERNAL_SOURCE.`finance_record_id`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`cid`, DBT_INTERNAL_SOURCE.`income`, DBT_INTERNAL_SOURCE.`spend`, DBT_INTERNAL_SOURCE.`credit_limit`, DBT_INTERNAL_SOURCE.`currency`, DBT_INTERNAL_SOURCE.`as_of_date`, DBT_INTERNAL_SOURCE.`is_latest`);

delete from `spark_catalog`.`handover`.`customerfinance` as handed_over where not exists (
            select 1 from (select finance_record_id from `spark_catalog`.`gold`.`customer_finance`) as kept (kept_key)
            where kept.kept_key = handed_over.finance_record_id
        );
