-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_timeline`
    using delta
      comment 'What happened to each customer, in one shape. One row for each activity, order, invoice, opportunity and lead of a customer, and each change of the profile.'
      as
    select event_id, customer_id, happened_at, kind, event, title, amount_base, source_key
    from (
        select * from the_query_of_customer_timeline
    ) as model_subq;

ALTER TABLE `spark_catalog`.`gold`.`customer_timeline`
  ALTER COLUMN `title`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`event_id` IS 'The event, its kind and the id of its record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`happened_at` IS 'When it happened, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`kind` IS 'activity, order, invoice, opportunity, lead or profile.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`event` IS 'What happened, with the state of the record as it is now; of a profile, which attributes changed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`title` IS 'Subject or name of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`amount_base` IS 'Amount of the record in the base currency; NULL when it has none.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_timeline`.`source_key` IS 'Id of the record in its table.';

alter table `spark_catalog`.`gold`.`customer_timeline` change column `event_id` set not null;

alter table `spark_catalog`.`gold`.`customer_timeline` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_timeline` change column `kind` set not null;

alter table `spark_catalog`.`gold`.`customer_timeline` change column `event` set not null;

alter table `spark_catalog`.`gold`.`customer_timeline` change column `source_key` set not null;

alter table `spark_catalog`.`gold`.`customer_timeline` add constraint customer_timeline_pk primary key(`event_id`) rely;
