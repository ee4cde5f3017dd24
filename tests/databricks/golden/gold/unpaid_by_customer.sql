-- first build, and next build

create or replace table `spark_catalog`.`gold`.`unpaid_by_customer`
    using delta
      comment 'What each customer that has unpaid invoices owes.
'
      as
    select customer_id, unpaid_amount
    from (
        select * from the_query_of_unpaid_by_customer
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`unpaid_by_customer`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`unpaid_by_customer`.`unpaid_amount` IS 'Amount of the unpaid invoices, in the base currency.';

alter table `spark_catalog`.`gold`.`unpaid_by_customer` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`unpaid_by_customer` add constraint unpaid_by_customer_pk primary key(`customer_id`) rely;
