-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_decisions`
    using delta
      comment 'The checked lines of seeds/match_overrides.csv.'
      as
      select * from the_query_of_match_decisions;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_decisions`.`record_a` IS 'One record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_decisions`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_decisions`.`decision` IS 'always or never.';
