-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_age`
  (
    `age_band` comment 'Age in full years on as_of_date, or unknown.',
	`customers` comment 'How many customers are of this age.',
	`place` comment 'The order of the rows.'
  )
  comment 'Customers by age. One row for each band that has any.'
  as (
    select * from the_query_of_rpt_customers_by_age
  );
