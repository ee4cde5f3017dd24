-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_id_redirects`
    using delta
      comment 'The customer of each id that a record gave, or would have given, before its record was merged into another customer: look up an id that you kept and that customers no longer has.
'
      as
    select previous_customer_id, customer_id
    from (
        select * from the_query_of_customer_id_redirects
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_id_redirects`.`previous_customer_id` IS 'The id that is no longer in use.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_id_redirects`.`customer_id` IS 'The customer that it is now.';

alter table `spark_catalog`.`gold`.`customer_id_redirects` change column `previous_customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_id_redirects` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_id_redirects` add constraint customer_id_redirects_pk primary key(`previous_customer_id`) rely;
