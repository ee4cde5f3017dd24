-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_month`
  (
    `month` comment 'First day of the month.',
	`added` comment 'Customers created in the month.',
	`customers` comment 'Customers created up to the end of the month.'
  )
  comment 'How many of today\'s customers there were after each month. One row for each month in which any was created.'
  as (
    select * from the_query_of_rpt_customers_by_month
  );
