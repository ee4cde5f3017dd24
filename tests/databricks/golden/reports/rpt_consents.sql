-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_consents`
  (
    `channel` comment 'Channel, as customer_consent calls it.',
	`name` comment 'Channel, in words.',
	`allowed` comment 'Customers who agreed.',
	`refused` comment 'Customers who refused.',
	`unknown` comment 'Customers of whom no record says anything.',
	`place` comment 'The order of the rows.'
  )
  comment 'What customers agreed to. One row for each channel.'
  as (
    select * from the_query_of_rpt_consents
  );
