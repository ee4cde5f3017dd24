-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_month`
  (
    `month` comment 'First day of the month.',
	`added` comment 'Customers created in the month, and in those without a row after it.',
	`customers` comment 'Customers created up to then.'
  )
  comment 'How many of today\'s customers there were after each month. One row for each month in which at least smallest_group were created; other months count with the one before.'
  as (
    select * from the_query_of_rpt_customers_by_month
  );
