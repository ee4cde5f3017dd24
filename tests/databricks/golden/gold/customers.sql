-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customers`
    using delta
      comment 'The golden profile. One row for each person who is a live record of some source: the best value of each attribute (customer_attribute_provenance tells where it comes from), and the latest finance record if there is one.
'
      as
    select customer_id, customer_number, full_name, first_name, last_name, gender, email, phone, street_address, city, region, postcode, country_code, date_of_birth, created_at, updated_at, records, income, spend, credit_limit, currency, finance_as_of, has_finance
    from (
        select * from the_query_of_customers
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customers`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`customer_number` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`gender` IS 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`phone` IS 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`created_at` IS 'When the customer was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`updated_at` IS 'When the customer was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`records` IS 'How many live records of the sources are this customer.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`income` IS 'Yearly income, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`spend` IS 'Yearly spend, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`credit_limit` IS 'Credit limit, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`currency` IS 'Currency of income, spend and credit limit, ISO 4217.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`finance_as_of` IS 'Day for which the finance amounts hold.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customers`.`has_finance` IS 'True when the finance file has a usable record of this customer.';

alter table `spark_catalog`.`gold`.`customers` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customers` change column `has_finance` set not null;

alter table `spark_catalog`.`gold`.`customers` add constraint customers_pk primary key(`customer_id`) rely;
