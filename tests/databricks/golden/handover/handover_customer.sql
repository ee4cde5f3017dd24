-- first build

create or replace table `spark_catalog`.`handover`.`customer`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer;

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`customer_number` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`gender` IS 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`created_at` IS 'When the customer was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`updated_at` IS 'When the customer was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`records` IS 'How many live records of the sources are this customer.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`finance_as_of` IS 'Day for which the finance amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`has_finance` IS 'True when the finance file has a usable record of this customer.';

-- next build

create or replace temporary view `customer__dbt_tmp` as
      select * from the_query_of_handover_customer;

merge into `spark_catalog`.`handover`.`customer` as handed_over
    using `customer__dbt_tmp` as given
    on given.customer_id = handed_over.customer_id
    when matched and (
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`customer_number` is distinct from handed_over.`customer_number` or
        given.`full_name` is distinct from handed_over.`full_name` or
        given.`first_name` is distinct from handed_over.`first_name` or
        given.`last_name` is distinct from handed_over.`last_name` or
        given.`gender` is distinct from handed_over.`gender` or
        given.`email` is distinct from handed_over.`email` or
        given.`phone` is distinct from handed_over.`phone` or
        given.`street_address` is distinct from handed_over.`street_address` or
        given.`city` is distinct from handed_over.`city` or
        given.`region` is distinct from handed_over.`region` or
        given.`postcode` is distinct from handed_over.`postcode` or
        given.`country_code` is distinct from handed_over.`country_code` or
        given.`date_of_birth` is distinct from handed_over.`date_of_birth` or
        given.`created_at` is distinct from handed_over.`created_at` or
        given.`updated_at` is distinct from handed_over.`updated_at` or
        given.`records` is distinct from handed_over.`records` or
        given.`income` is distinct from handed_over.`income` or
        given.`spend` is distinct from handed_over.`spend` or
        given.`credit_limit` is distinct from handed_over.`credit_limit` or
        given.`currency` is distinct from handed_over.`currency` or
        given.`finance_as_of` is distinct from handed_over.`finance_as_of` or
        given.`has_finance` is distinct from handed_over.`has_finance`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
