-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_identities`
    using delta
      comment 'Which customer each source record is, and why: one row for each record of a person, also deleted ones as long as a record of the customer lives, and one for each customer number of the finance file that a customer has.
'
      as
    select record_id, source, source_key, customer_id, own_customer_id, is_live, matched_by, matched_record_id
    from (
        select * from the_query_of_customer_identities
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_identities`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_identities`
  ALTER COLUMN `source_key`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_identities`
  ALTER COLUMN `matched_record_id`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`record_id` IS 'A record of a person: its table, a colon, and its id there.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`source` IS 'The table that holds the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`source_key` IS 'Id of the record in that table; in finance the customer number in capitals.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`own_customer_id` IS 'The customer_id that the record gives when it is the first of its customer; NULL in finance.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`is_live` IS 'False when the record is deleted in Dynamics 365.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`matched_by` IS 'The rule or the score by which the record was joined to the other one.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_identities`.`matched_record_id` IS 'The record to which it was joined; NULL for the first of a customer.';

alter table `spark_catalog`.`gold`.`customer_identities` change column `record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` change column `source` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` change column `source_key` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` change column `is_live` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` change column `matched_by` set not null;

alter table `spark_catalog`.`gold`.`customer_identities` add constraint customer_identities_pk primary key(`record_id`) rely;
