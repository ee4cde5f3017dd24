-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_shared_values`
    using delta
      comment 'Records with values that belong to many people, such as the phone of a switchboard, and don\'t count.'
      as
      select * from the_query_of_match_shared_values;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_shared_values`.`record_id` IS 'The record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_shared_values`.`shared_values` IS 'The comparisons in which its value is shared, between |.';
