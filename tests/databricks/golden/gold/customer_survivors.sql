-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_survivors`
    using delta
      comment 'Which record gives a customer each group of attributes, by the rules in seeds/survivorship.csv: one row for each customer and group of which some record says something.
'
      as
    select customer_id, attribute_group, record_id, source, value_at, rule, runner_up_record_id
    from (
        select * from the_query_of_customer_survivors
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_survivors`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_survivors`
  ALTER COLUMN `runner_up_record_id`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`attribute_group` IS 'The group, as in seeds/survivorship.csv and the .yml of customer_records.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`record_id` IS 'The record that gives the group.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`source` IS 'The table that holds that record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`value_at` IS 'When that record was changed last, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`rule` IS 'The rule that chose it before the runner-up; "the only value" when no other record says something else.
';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_survivors`.`runner_up_record_id` IS 'The best record that says something else; NULL when there is none.';

alter table `spark_catalog`.`gold`.`customer_survivors` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_survivors` change column `attribute_group` set not null;

alter table `spark_catalog`.`gold`.`customer_survivors` change column `record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_survivors` change column `source` set not null;

alter table `spark_catalog`.`gold`.`customer_survivors` change column `rule` set not null;

alter table `spark_catalog`.`gold`.`customer_survivors` add constraint customer_survivors_pk primary key(`customer_id`, `attribute_group`) rely;
