-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_attribute_provenance`
    using delta
      comment 'Where each value of a golden profile comes from: one row for each customer and attribute that has a value. The rules stand in seeds/survivorship.csv.
'
      as
    select customer_id, attribute, value, record_id, source, value_at, rule, runner_up_value, runner_up_record_id
    from (
        select * from the_query_of_customer_attribute_provenance
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_attribute_provenance`
  ALTER COLUMN `value`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_attribute_provenance`
  ALTER COLUMN `record_id`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_attribute_provenance`
  ALTER COLUMN `runner_up_value`
  SET TAGS ('personal_data' = 'true');

ALTER TABLE `spark_catalog`.`gold`.`customer_attribute_provenance`
  ALTER COLUMN `runner_up_record_id`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`attribute` IS 'Column of customers, or preferred_contact_method.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`value` IS 'The value, as text.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`record_id` IS 'The record that it comes from.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`source` IS 'The table that holds that record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`value_at` IS 'When that record was changed last, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`rule` IS 'The rule that chose it before the runner-up; "the only value" when no other record says something else.
';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`runner_up_value` IS 'What would stand here without that record; NULL when nothing would.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_attribute_provenance`.`runner_up_record_id` IS 'The record that says so.';

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `attribute` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `value` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `record_id` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `source` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` change column `rule` set not null;

alter table `spark_catalog`.`gold`.`customer_attribute_provenance` add constraint customer_attribute_provenance_pk primary key(`customer_id`, `attribute`) rely;
