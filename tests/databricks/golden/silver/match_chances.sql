-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_chances`
    using delta
      comment 'How much each level of a comparison counts in these records: the shares of seeds/match_weights.csv, and how often two records of one country are at the level by chance, counted over all pairs of 700 records. What happens oftener than the seed says counts less.
'
      as
      select * from the_query_of_match_chances;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_chances`.`comparison` IS 'What is compared.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_chances`.`level` IS 'The level of the comparison.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_chances`.`u` IS 'Share of the pairs of two persons at this level, here.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_chances`.`weight` IS 'log2 of how much oftener pairs of one person are at this level than pairs of strangers.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_chances`.`own_weight` IS 'log2 of how much oftener pairs of one person are at this level than two of one household.';
