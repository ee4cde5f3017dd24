-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_segment_overlap`
  (
    `segment` comment 'Segment, as customer_segments calls it.',
	`name` comment 'Segment, in words.',
	`other` comment 'The other segment.',
	`other_name` comment 'The other segment, in words.',
	`customers` comment 'Customers in both.',
	`share` comment 'Share of the customers of segment that are also in other.',
	`place` comment 'Rank of segment by size.',
	`other_place` comment 'Rank of other by size.'
  )
  comment 'How the 12 largest segments overlap. One row for two segments that share at least smallest_group customers, in both orders, and for each with itself.'
  as (
    select * from the_query_of_rpt_segment_overlap
  );
