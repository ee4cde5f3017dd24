-- first build, and next build

create or replace table `spark_catalog`.`gold`.`pipeline_by_customer`
    using delta
      comment 'What the open opportunities of each customer that has any are expected to bring.
'
      as
    select customer_id, open_pipeline
    from (
        select * from the_query_of_pipeline_by_customer
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`pipeline_by_customer`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`pipeline_by_customer`.`open_pipeline` IS 'Estimated value of the open opportunities, in the base currency.';

alter table `spark_catalog`.`gold`.`pipeline_by_customer` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`pipeline_by_customer` add constraint pipeline_by_customer_pk primary key(`customer_id`) rely;
