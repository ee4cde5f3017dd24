-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_quarter`
  (
    `quarter` comment 'First day of the quarter.',
	`customers` comment 'Customers created in the quarter.'
  )
  comment 'New customers. One row for each quarter in which any was created.'
  as (
    select * from the_query_of_rpt_customers_by_quarter
  );
