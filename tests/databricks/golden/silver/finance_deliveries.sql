-- first build, and next build

create or replace view `spark_catalog`.`silver`.`finance_deliveries`
  (
    `_source_file` comment 'File that the row came from, relative to the root of the export or to the folder of the finance file.',
	`_loaded_at` comment 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.',
	`records` comment 'Customers that it has usable rows of.',
	`records_kept` comment 'How many of its customers an earlier delivery of the file had, too.',
	`records_before` comment 'The most that an earlier delivery of the file had, since the last one that somebody accepted; NULL for the first.',
	`is_complete` comment 'False when that is far more, so that the delivery doesn\'t count.',
	`is_current` comment 'True for the delivery that counts, the latest complete one of its file.'
  )
  comment 'Which delivery of each finance file counts: the latest, unless it has far fewer records than one before (the variable finance_smallest_share) that nobody has accepted (finance_accepted_until). One row for each delivery.
'
  as (
    select * from the_query_of_finance_deliveries
  );
