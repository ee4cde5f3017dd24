-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_values`
    using delta
      comment 'How much an equal value counts beyond its level, by country: the rarer it is among these records, the more. A name that is common in the seed name_shares counts less in a small table, too.
'
      as
      select * from the_query_of_match_values;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_values`.`country` IS 'Country of the records; empty for all of them.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_values`.`comparison` IS 'What is compared; full_name for names that are frequent together, country for what speaks against any pair, which is log2 of the number of records.
';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_values`.`value` IS 'The value that both records have.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_values`.`bits` IS 'What it adds to the weight.';
