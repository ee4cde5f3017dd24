-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_completeness`
  (
    `attribute` comment 'Attribute, as customer_attribute_provenance calls it; for amounts, the column of customers.',
	`name` comment 'Attribute, in words.',
	`is_amount` comment 'True for the amounts of the finance record.',
	`agreed` comment 'Customers with a value on which all sources agree.',
	`disputed` comment 'Customers with a value where sources disagree.',
	`missing` comment 'Customers without a value.',
	`place` comment 'The order of the rows.'
  )
  comment 'How many profiles have each attribute. One row for each attribute.'
  as (
    select * from the_query_of_rpt_completeness
  );
