-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_region`
  (
    `name` comment 'State or region, with the country code if there is one.',
	`customers` comment 'How many customers live there.'
  )
  comment 'The 15 states or regions with the most customers, and at least smallest_group, as they were typed. One row for each.'
  as (
    select * from the_query_of_rpt_customers_by_region
  );
