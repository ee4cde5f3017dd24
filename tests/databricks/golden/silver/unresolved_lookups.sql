-- first build, and next build

create or replace view `spark_catalog`.`silver`.`unresolved_lookups`
  (
    `table_name` comment 'Bronze table of the record.',
	`record_id` comment 'The record, its Id in lower case.',
	`column_name` comment 'Column of the record that holds the id, such as buyer_id.',
	`lookup_id` comment 'The id that it names.',
	`lookup_table` comment 'Table that it names; NULL if it names none.'
  )
  comment 'Lookups of current records that name an account, contact, lead or opportunity of which the export has no row, not even of its deletion: one row for each. What such a record counts for, as an order for revenue, counts for nobody.
'
  as (
    select * from the_query_of_unresolved_lookups
  );

ALTER TABLE `spark_catalog`.`silver`.`unresolved_lookups`
  ALTER COLUMN `lookup_id`
  SET TAGS ('personal_data' = 'true');
