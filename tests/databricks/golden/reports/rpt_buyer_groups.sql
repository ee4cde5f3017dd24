-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_buyer_groups`
  (
    `rfm_group` comment 'Group, as customer_measures calls it.',
	`name` comment 'Group, in words.',
	`customers` comment 'Customers in the group.',
	`revenue` comment 'What their orders cost that were not cancelled, in the base currency.',
	`place` comment 'The order of the rows: the best buyers first.'
  )
  comment 'Buyers by how recently, how often and for how much they buy. One row for each group with at least smallest_group customers.'
  as (
    select * from the_query_of_rpt_buyer_groups
  );
