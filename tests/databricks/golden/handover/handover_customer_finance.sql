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

-- next build

create or replace temporary view `customerfinance__dbt_tmp` as
      select * from the_query_of_handover_customer_finance;

merge into `spark_catalog`.`handover`.`customerfinance` as handed_over
    using `customerfinance__dbt_tmp` as given
    on given.finance_record_id = handed_over.finance_record_id
    when matched and (
        given.`finance_record_id` is distinct from handed_over.`finance_record_id` or
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`cid` is distinct from handed_over.`cid` or
        given.`income` is distinct from handed_over.`income` or
        given.`spend` is distinct from handed_over.`spend` or
        given.`credit_limit` is distinct from handed_over.`credit_limit` or
        given.`currency` is distinct from handed_over.`currency` or
        given.`as_of_date` is distinct from handed_over.`as_of_date` or
        given.`is_latest` is distinct from handed_over.`is_latest`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
