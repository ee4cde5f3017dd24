-- first build

create or replace table `spark_catalog`.`silver`.`rejected_rows`
    using delta
      comment 'What could not be used: one row for each value that could not be typed, and one for each row that could not be used at all (column_name is then NULL). Nothing is dropped silently.
'
      as
      select * from the_query_of_rejected_rows;

ALTER TABLE `spark_catalog`.`silver`.`rejected_rows`
  ALTER COLUMN `rejected_value`
  SET TAGS ('personal_data' = 'true');

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`table_name` IS 'Bronze table that the value came from.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`record_id` IS 'Id of the record, in finance the customer number; NULL when the row has none.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`column_name` IS 'Column that stays NULL because of it; NULL when the whole row was rejected.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`rejected_value` IS 'The text as it came.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`reason` IS 'Why it could not be used.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`_source_file` IS 'File that the row came from, relative to the root of the export or to the folder of the finance file.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`_source_row` IS 'Number of the row in its file, from 1; in a file with a header row the header is row 1.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`rejected_rows`.`_loaded_at` IS 'When the load ran that brought the row into bronze, UTC; the same for all rows of a load.';

-- next build

create or replace temporary view `rejected_rows__dbt_tmp` as
      select * from the_query_of_rejected_rows;

insert into `spark_catalog`.`silver`.`rejected_rows` by name
            select * from `rejected_rows__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`rejected_rows` IS 'What could not be used: one row for each value that could not be typed, and one for each row that could not be used at all (column_name is then NULL). Nothing is dropped silently.
';
