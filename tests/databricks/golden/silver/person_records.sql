-- first build, and next build

create or replace view `spark_catalog`.`silver`.`person_records`
  (
    `record_id` comment 'A record of a person: its table, a colon, and its id there.',
	`source` comment 'The table that holds the record.',
	`source_key` comment 'Id of the record in that table.',
	`is_live` comment 'False when the record is deleted in Dynamics 365.',
	`full_name` comment 'Full name in proper case; names typed in mixed case, such as McDonald, stay as typed.',
	`first_name` comment 'First name in proper case.',
	`last_name` comment 'Last name in proper case.',
	`gender` comment 'female, male, non-binary or unknown; NULL when the source has none.',
	`email` comment 'E-mail address in lower case; NULL when what was given can\'t be one.',
	`phone` comment 'Phone number in E.164 notation; the mobile one when there are two.',
	`street_address` comment 'Street address as typed.',
	`city` comment 'City in proper case.',
	`region` comment 'State, province or region as typed.',
	`postcode` comment 'Postcode in capitals, with its leading zeros.',
	`country_code` comment 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.',
	`date_of_birth` comment 'Date of birth; NULL for placeholders and dates in the future.',
	`cid` comment 'Customer number that the finance department uses, crc33_cid in Dynamics 365; not always unique.',
	`preferred_contact_method` comment 'Preferred way of contact, the label of the choice when the row was loaded.',
	`do_not_email` comment 'True when the person wants no e-mail at all; NULL when the source has no such column.',
	`do_not_bulk_email` comment 'True when the person wants no e-mail that goes to many.',
	`do_not_phone` comment 'True when the person wants no calls.',
	`do_not_mail` comment 'True when the person wants no letters.',
	`follow_email` comment 'True when opens and clicks of e-mails to the person may be followed.',
	`account_id` comment 'Account that the person belongs to.',
	`linked_record_id` comment 'The record of the same person that Dynamics 365 names: the lead that a contact was made from, the contact of a lead.
',
	`master_record_id` comment 'The record that this one was merged into in Dynamics 365; NULL for a record that wasn\'t.',
	`created_at` comment 'When the record was created in Dynamics 365, UTC.',
	`modified_at` comment 'When the record was changed in Dynamics 365, UTC.',
	`first_exported_at` comment 'When the export wrote the record first, UTC; when it was created, where bronze holds the latest version only.
',
	`first_version` comment 'Row version that it had then.'
  )
  comment 'One row for each record of a person in any source, as it is now, or for a deleted one as it was before. The matching and the golden profile read it.
'
  as (
    select * from the_query_of_person_records
  );

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `source_key`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `full_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `first_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `last_name`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `gender`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `email`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `phone`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `street_address`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `city`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `region`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `postcode`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `date_of_birth`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`silver`.`person_records`
  ALTER COLUMN `cid`
  SET TAGS ('personal_data' = 'true');
