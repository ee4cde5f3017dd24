-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_key_figures`
  (
    `customers` comment 'How many customers there are.',
	`records` comment 'Live records of people in the sources that are these customers.',
	`new_customers` comment 'Customers created in the 12 months before as_of_date.',
	`attributes` comment 'How many attributes a profile has; amounts are not counted.',
	`completeness` comment 'Share of these attributes that are filled, over all customers; NULL without customers.',
	`email_allowed` comment 'Customers who agreed to e-mail.',
	`email_refused` comment 'Customers who refused e-mail.',
	`email_unknown` comment 'Customers of whom no record says anything about e-mail.',
	`with_finance` comment 'Customers with a finance record.',
	`buyers` comment 'Customers with an order that was not cancelled.',
	`revenue` comment 'What these orders cost, in the base currency.',
	`without_date` comment 'Customers without a date of creation.',
	`as_of_date` comment 'The day for which measures are computed.',
	`smallest_group` comment 'Numbers of fewer customers, but not 0, are NULL in all reports, and so is the next larger one where it would give them away; the variable smallest_group.'
  )
  comment 'What the top of the dashboards shows. One row.'
  as (
    select * from the_query_of_rpt_key_figures
  );
