-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_row_accounts`
  (
    `table_name` comment 'Bronze table.',
	`name` comment 'The table in words.',
	`exported` comment 'Rows that bronze holds.',
	`current` comment 'Records as they are now.',
	`superseded` comment 'Rows that a later one of the same record replaced.',
	`deleted` comment 'Deletions of records that are gone.',
	`rejected` comment 'Rows that could not be used at all.',
	`changed_at` comment 'Latest change in Dynamics 365 that was exported, UTC.',
	`loaded_at` comment 'Latest load, UTC.'
  )
  comment 'What became of the exported rows, and how fresh they are. One row for each exported table.'
  as (
    select * from the_query_of_rpt_row_accounts
  );
