-- first build, and next build

create or replace view `spark_catalog`.`silver`.`row_accounts`
  (
    `table_name` comment 'Bronze table.',
	`exported_rows` comment 'Rows that bronze holds.',
	`current_rows` comment 'Records as they are now.',
	`superseded_rows` comment 'Rows that a later one of the same record replaced.',
	`deleted_rows` comment 'Deletions of records that are gone; in finance, records that the latest delivery of their file lacks.',
	`rejected_rows` comment 'Rows that could not be used at all, in rejected_rows.',
	`unaccounted_rows` comment 'What is left of the exported rows; it must be 0 where bronze keeps every row.',
	`changed_at` comment 'Latest change in Dynamics 365 that was exported, UTC; NULL in finance.',
	`loaded_at` comment 'Latest load, UTC.'
  )
  comment 'What became of the rows of each exported table, one row for each table: every exported row is current, replaced by a later one, of a deleted record, or rejected. None is lost, none is counted twice.
'
  as (
    select * from the_query_of_row_accounts
  );
