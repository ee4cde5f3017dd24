-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_agreements`
    using delta
      comment 'What each combination of levels says, whatever the values: far fewer than pairs. Those that a rule keeps apart, and those that no rare value could lift to the var review_weight, are left out.
'
      as
      select * from the_query_of_match_agreements;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`agreement` IS 'As in match_pairs.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`shared_values` IS 'As in match_shared_values; empty for none.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`counted_agreement` IS 'The agreement, with - for a shared value.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`weight` IS 'log2 of the odds against strangers, without what the values and the number of records say.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`own_weight` IS 'log2 of the odds that they are one person and not two of one household.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_agreements`.`rule` IS 'The rule that says they are one person; NULL when the weight says so.';
