-- first build, and next build

create or replace view `spark_catalog`.`gold`.`customer_profile_history`
  (
    `profile_version_id` comment 'Key of the row.',
	`customer_id` comment 'The customer: the Id, in lower case, of its record that was exported first.',
	`customer_number` comment 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.',
	`full_name` comment 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.',
	`first_name` comment 'First name in proper case.',
	`last_name` comment 'Last name in proper case.',
	`gender` comment 'female, male, non-binary or unknown; NULL when the text is none of the names in the seed genders.',
	`email` comment 'E-mail address in lower case; NULL when what was given can\'t be one.',
	`phone` comment 'Phone number in E.164 notation, such as +4930123456; NULL when what was given can\'t be one.',
	`street_address` comment 'Street address as typed.',
	`city` comment 'City in proper case.',
	`region` comment 'State, province or region as typed.',
	`postcode` comment 'Postcode in capitals, with its leading zeros.',
	`country_code` comment 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.',
	`date_of_birth` comment 'Date of birth; NULL for placeholders and dates in the future.',
	`created_at` comment 'When the customer was created in Dynamics 365, UTC.',
	`updated_at` comment 'When the customer was changed in Dynamics 365, UTC.',
	`income` comment 'Yearly income, in the currency of the record.',
	`spend` comment 'Yearly spend, in the currency of the record.',
	`credit_limit` comment 'Credit limit, in the currency of the record.',
	`currency` comment 'Currency of income, spend and credit limit, ISO 4217.',
	`finance_as_of` comment 'Day for which the finance amounts hold.',
	`has_finance` comment 'True when the finance file has a usable record of this customer.',
	`valid_from` comment 'From when gold showed this state, UTC.',
	`valid_to` comment 'Until when gold showed it, UTC; NULL for the state that it shows now.',
	`is_current` comment 'True for the state that gold shows now.',
	`changed_attributes` comment 'The attributes that differ from the state before, with commas between them; NULL for the first state, and where nothing but dates differ or columns that the profile did not have before.
'
  )
  comment 'The golden profile over time. One row for each state of a customer as gold showed it, a view of a dbt snapshot. What happened in Dynamics 365 between two runs is in silver.customer_history.
'
  as (
    select * from the_query_of_customer_profile_history
  );

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `income`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `spend`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_profile_history`
  ALTER COLUMN `credit_limit`
  SET TAGS ('personal_data' = 'true');
