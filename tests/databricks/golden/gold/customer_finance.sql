-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_finance`
    using delta
      comment 'One row for each finance record that can be used: the latest delivery of each file, one record for a customer number and a day. Records of customer numbers that no live customer has are kept, without customer_id.
'
      as
    select finance_record_id, customer_id, cid, income, spend, credit_limit, currency, as_of_date, is_latest
    from (
        select * from the_query_of_customer_finance
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_finance`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_finance`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_finance`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`finance_record_id` IS 'Key of a finance record: customer number in capitals, @, day.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`customer_id` IS 'The live customer with this customer number, the one that changed last if there are several; NULL when there is none.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`cid` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`as_of_date` IS 'Day for which the amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_finance`.`is_latest` IS 'True for the latest record of the customer number; customers show this one.';

alter table `spark_catalog`.`gold`.`customer_finance` change column `finance_record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_finance` change column `cid` set not null;

alter table `spark_catalog`.`gold`.`customer_finance` change column `is_latest` set not null;

alter table `spark_catalog`.`gold`.`customer_finance` add constraint customer_finance_pk primary key(`finance_record_id`) rely;
