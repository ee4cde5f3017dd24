-- first build, and next build

create or replace table `spark_catalog`.`gold`.`orders_by_customer`
    using delta
      comment 'The orders of each customer that has any, cancelled ones left out.
'
      as
    select customer_id, orders, revenue, first_order_on, last_order_on, orders_last_year, orders_year_before, recency_score, frequency_score, monetary_score
    from (
        select * from the_query_of_orders_by_customer
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`orders` IS 'How many orders up to as_of_date, and those without a day.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`revenue` IS 'What they cost, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`first_order_on` IS 'Day of the first order.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`last_order_on` IS 'Day of the last order.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`orders_last_year` IS 'How many in the 12 months up to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`orders_year_before` IS 'How many in the 12 months before those.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`recency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought last most recently. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`frequency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought most often. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`orders_by_customer`.`monetary_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 brought most revenue. Equal values get equal scores.';

alter table `spark_catalog`.`gold`.`orders_by_customer` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`orders_by_customer` add constraint orders_by_customer_pk primary key(`customer_id`) rely;
