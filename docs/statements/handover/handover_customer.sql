-- first build

create or replace table `spark_catalog`.`handover`.`customer`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer;

ALTER TABLE `spark_catalog`.`handover`.`customer`
  ALTER COLUMN `source_key`
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
  ALTER COLUMN `state`
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

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`source_key` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`full_name` IS 'Full name in proper case; names typed in mixed case, like McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`gender` IS 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`phone` IS 'Phone number in E.164 notation, like +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customer`.`state` IS 'State, province or region as typed.';

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

delete from `spark_catalog`.`handover`.`customer` as handed_over where not exists (
            select 1 from (select customer_id from `spark_catalog`.`gold`.`customers`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_id
        );

-- next build

create or replace temporary view `customer__dbt_tmp` as
      select * from the_query_of_handover_customer;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customer` as DBT_INTERNAL_DEST
    using
        `customer__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`customer_id` <=> DBT_INTERNAL_DEST.`customer_id`
    when matched
        then update set
            `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `source_key` = DBT_INTERNAL_SOURCE.`source_key`, `full_name` = DBT_INTERNAL_SOURCE.`full_name`, `first_name` = DBT_INTERNAL_SOURCE.`first_name`, `last_name` = DBT_INTERNAL_SOURCE.`last_name`, `gender` = DBT_INTERNAL_SOURCE.`gender`, `email` = DBT_INTERNAL_SOURCE.`email`, `phone` = DBT_INTERNAL_SOURCE.`phone`, `street_address` = DBT_INTERNAL_SOURCE.`street_address`, `city` = DBT_INTERNAL_SOURCE.`city`, `state` = DBT_INTERNAL_SOURCE.`state`, `postcode` = DBT_INTERNAL_SOURCE.`postcode`, `country_code` = DBT_INTERNAL_SOURCE.`country_code`, `date_of_birth` = DBT_INTERNAL_SOURCE.`date_of_birth`, `created_at` = DBT_INTERNAL_SOURCE.`created_at`, `updated_at` = DBT_INTERNAL_SOURCE.`updated_at`, `records` = DBT_INTERNAL_SOURCE.`records`, `income` = DBT_INTERNAL_SOURCE.`income`, `spend` = DBT_INTERNAL_SOURCE.`spend`, `credit_limit` = DBT_INTERNAL_SOURCE.`credit_limit`, `currency` = DBT_INTERNAL_SOURCE.`currency`, `finance_as_of` = DBT_INTERNAL_SOURCE.`finance_as_of`, `has_finance` = DBT_INTERNAL_SOURCE.`has_finance`
    when not matched
        then insert
            (`customer_id`, `source_key`, `full_name`, `first_name`, `last_name`, `gender`, `email`, `phone`, `street_address`, `city`, `state`, `postcode`, `country_code`, `date_of_birth`, `created_at`, `updated_at`, `records`, `income`, `spend`, `credit_limit`, `currency`, `finance_as_of`, `has_finance`) VALUES (DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`source_key`, DBT_INTERNAL_SOURCE.`full_name`, DBT_INTERNAL_SOURCE.`first_name`, DBT_INTERNAL_SOURCE.`last_name`, DBT_INTERNAL_SOURCE.`gender`, DBT_INTERNAL_SOURCE.`email`, DBT_INTERNAL_SOURCE.`phone`, DBT_INTERNAL_SOURCE.`street_address`, DBT_INTERNAL_SOURCE.`city`, DBT_INTERNAL_SOURCE.`state`, DBT_INTERNAL_SOURCE.`postcode`, DBT_INTERNAL_SOURCE.`country_code`, DBT_INTERNAL_SOURCE.`date_of_birth`, DBT_INTERNAL_SOURCE.`created_at`, DBT_INTERNAL_SOURCE.`updated_at`, DBT_INTERNAL_SOURCE.`records`, DBT_INTERNAL_SOURCE.`income`, DBT_INTERNAL_SOURCE.`spend`, DBT_INTERNAL_SOURCE.`credit_limit`, DBT_INTERNAL_SOURCE.`currency`, DBT_INTERNAL_SOURCE.`finance_as_of`, DBT_INTERNAL_SOURCE.`has_finance`);

delete from `spark_catalog`.`handover`.`customer` as handed_over where not exists (
            select 1 from (select customer_id from `spark_catalog`.`gold`.`customers`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_id
        );
