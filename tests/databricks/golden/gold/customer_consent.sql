-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_consent`
    using delta
      comment 'What each customer has agreed to. One row for each customer and each channel that a record mentions; the most restrictive record counts.'
      as
    select customer_id, channel, is_allowed, record_id, said_at
    from (
        select * from the_query_of_customer_consent
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_consent`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_consent`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_consent`.`channel` IS 'email, bulk_email, phone, mail or email_tracking.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_consent`.`is_allowed` IS 'False when any record of the customer says no.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_consent`.`record_id` IS 'The record that says so.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_consent`.`said_at` IS 'When that record was changed last, UTC.';

alter table `spark_catalog`.`gold`.`customer_consent` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_consent` change column `channel` set not null;

alter table `spark_catalog`.`gold`.`customer_consent` change column `is_allowed` set not null;

alter table `spark_catalog`.`gold`.`customer_consent` change column `record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_consent` add constraint customer_consent_pk primary key(`customer_id`, `channel`) rely;
