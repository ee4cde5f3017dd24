-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_records`
    using delta
      comment 'The live records of each customer: what the golden profile, consent and accounts choose from. The attributes of a group travel together, and seeds/survivorship.csv says which record gives them.
'
      as
    select customer_id, record_id, source, source_key, is_live, full_name, first_name, last_name, gender, email, phone, street_address, city, region, postcode, country_code, date_of_birth, preferred_contact_method, do_not_email, do_not_bulk_email, do_not_phone, do_not_mail, follow_email, account_id, linked_record_id, master_record_id, created_at, modified_at, first_exported_at, first_version, customer_number
    from (
        select * from the_query_of_customer_records
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `source_key`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `linked_record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `master_record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_records`
  ALTER COLUMN `customer_number`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`record_id` IS 'A record of a person: its table, a colon, and its id there.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`source` IS 'The table that holds the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`source_key` IS 'Id of the record in that table.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`is_live` IS 'True; a deleted record is nobody.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`full_name` IS 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`first_name` IS 'First name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`last_name` IS 'Last name in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`gender` IS 'female, male, non-binary or unknown; NULL when the source has none.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`email` IS 'E-mail address in lower case; NULL when what was given can\'t be one.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`phone` IS 'Phone number in E.164 notation; the mobile one when there are two.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`date_of_birth` IS 'Date of birth; NULL for placeholders and dates in the future.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`preferred_contact_method` IS 'Preferred way of contact, the label of the choice when the row was loaded.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`do_not_email` IS 'True when the person wants no e-mail at all; NULL when the source has no such column.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`do_not_bulk_email` IS 'True when the person wants no e-mail that goes to many.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`do_not_phone` IS 'True when the person wants no calls.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`do_not_mail` IS 'True when the person wants no letters.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`follow_email` IS 'True when opens and clicks of e-mails to the person may be followed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`account_id` IS 'Account that the person belongs to.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`linked_record_id` IS 'The record of the same person that Dynamics 365 names.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`master_record_id` IS 'The record that this one was merged into in Dynamics 365; NULL for a record that was not.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`created_at` IS 'When the record was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`modified_at` IS 'When the record was changed in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`first_exported_at` IS 'When the export wrote the record first, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`first_version` IS 'Row version that it had then.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_records`.`customer_number` IS 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.';

alter table `spark_catalog`.`gold`.`customer_records` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_records` change column `record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_records` change column `source` set not null;

alter table `spark_catalog`.`gold`.`customer_records` add constraint customer_records_pk primary key(`record_id`) rely;
