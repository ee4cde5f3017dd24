-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_components`
    using delta
      comment 'Joined pairs, in both directions, and the chain of pairs that each hangs in. Labels run along the pairs in a fixed number of passes, and the build stops when a chain is longer.
'
      as
      select * from the_query_of_match_components;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_components`.`node_a` IS 'A record, or the records that seeds/match_overrides.csv always joins.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_components`.`node_b` IS 'Another one that it matches.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_components`.`strength` IS 'Weight of the best pair of the two; 100 more when a rule decided.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_components`.`component_id` IS 'The smallest node that it hangs together with.';
