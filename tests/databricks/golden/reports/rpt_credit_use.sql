-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_credit_use`
  (
    `credit_use` comment 'Yearly spend in percent of the credit limit; the upper end of a band belongs to it.',
	`level` comment 'below 90 %, near the limit or over the limit.',
	`customers` comment 'Customers with both amounts, in this band.',
	`place` comment 'The order of the rows.'
  )
  comment 'How much of their credit limit customers use. One row for each tenth, and one for more than all.'
  as (
    select * from the_query_of_rpt_credit_use
  );
