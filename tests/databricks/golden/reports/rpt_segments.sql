-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_segments`
  (
    `segment` comment 'Segment, as customer_segments calls it.',
	`name` comment 'Segment, in words.',
	`customers` comment 'How many customers are in it; a customer can be in several.',
	`share` comment 'Share of all customers.',
	`new_members` comment 'Customers that joined in that build.',
	`gone` comment 'Customers that left in that build.',
	`changed_at` comment 'When that build ran; NULL when no segment has changed yet.'
  )
  comment 'Size of the segments, and who joined and left in the last build in which any segment changed. One row for each segment that has customers, or had some before that build.
'
  as (
    select * from the_query_of_rpt_segments
  );
