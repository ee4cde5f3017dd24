-- first build

create or replace table `spark_catalog`.`silver`.`match_records`
    using delta
      comment 'The same records as they are compared: lower case, without marks and signs. Only records that changed are written again; all are when comparisons, blocking rules or the seeds nicknames and placeholders change.
'
      as
      select * from the_query_of_match_records;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`record_id` IS 'The record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`source` IS 'The table it comes from.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`is_live` IS 'Whether the source still has it.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`first_name` IS 'First name.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`known_first_name` IS 'The first name, or the name that it is a nickname for.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`last_name` IS 'Last name.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`generation` IS 'What follows a last name to tell a father from his son: jr, sr, ii, iii or iv.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`birth_date` IS 'Date of birth as text, YYYY-MM-DD.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`gender` IS 'Gender; NULL for unknown.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`email` IS 'E-mail address.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`email_name` IS 'The part of the address before @, without signs and without what follows +; NULL without two digits, because then it is made of the name.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`phone` IS 'Phone number.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`cid` IS 'Customer number.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`linked_record_id` IS 'The record of the same person that Dynamics 365 names.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`master_record_id` IS 'The record that this one was merged into in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`street_number` IS 'The first number of the address.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`street` IS 'The first line of the address without numbers.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`street_line` IS 'Street and number.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`street_more` IS 'The other lines without numbers, and without words like flat.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`unit` IS 'The other numbers of the address, such as that of the flat.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`city` IS 'City.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`postcode` IS 'Postal code.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`region` IS 'State or province.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`country_code` IS 'Country.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`record_hash` IS 'Hash of the record as it came.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_records`.`revision` IS 'The run that wrote the row; a later one is larger.';

-- next build

create or replace temporary view `match_records__dbt_tmp` as
      select * from the_query_of_match_records;

insert into table `spark_catalog`.`silver`.`match_records` as target
replace on (target.`record_id` <=> temp.`record_id`)
(select `record_id`, `source`, `is_live`, `first_name`, `known_first_name`, `last_name`, `generation`, `birth_date`, `gender`, `email`, `email_name`, `phone`, `cid`, `street_number`, `street`, `street_line`, `street_more`, `unit`, `city`, `postcode`, `region`, `country_code`, `linked_record_id`, `master_record_id`, `record_hash`, `revision`
   from `match_records__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_records` IS 'The same records as they are compared: lower case, without marks and signs. Only records that changed are written again; all are when comparisons, blocking rules or the seeds nicknames and placeholders change.
';
