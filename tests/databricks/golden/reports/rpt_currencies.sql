-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_currencies`
  (
    `currency` comment 'Currency, ISO 4217, or no currency.',
	`customers` comment 'Customers with a finance record in the currency.',
	`median_income` comment 'Half of the customers have less yearly income.',
	`median_spend` comment 'Half of the customers spend less in a year.',
	`total_spend` comment 'What all of them spend in a year.',
	`median_credit_use` comment 'Half of the customers use a smaller part of their credit limit.',
	`over_limit` comment 'Customers who spend more than their credit limit.'
  )
  comment 'Finance records by currency; nothing is converted. One row for each currency with at least smallest_group customers.'
  as (
    select * from the_query_of_rpt_currencies
  );
