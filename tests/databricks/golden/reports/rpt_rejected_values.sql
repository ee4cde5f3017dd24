-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_rejected_values`
  (
    `table_name` comment 'Exported table.',
	`column_name` comment 'Column of the staging model, or whole row.',
	`name` comment 'Column and table, in words.',
	`reason` comment 'Why the values were rejected.',
	`rejects` comment 'How many values.'
  )
  comment 'The 20 most frequent reasons for which values of the export could not be used. One row for a column and a reason.'
  as (
    select * from the_query_of_rpt_rejected_values
  );
