-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_scores`
    using delta
      comment 'What the levels of a pair say together, from seeds/match_weights.csv: against strangers, and against other members of a household, who share an address, a phone or an e-mail address. Values that are rare in the present records of the country count more, and an e-mail address, phone or birth date of many people counts nothing. A rule of seeds/match_rules.csv decides before the weight. Pairs below the var review_weight are left out, but for contradictions.
'
      as
      select * from the_query_of_match_scores;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`record_a` IS 'The record with the smaller id.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`agreement` IS 'As in match_pairs, with - for a shared value.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`rule` IS 'The rule that says they are one person; NULL when the weight says so.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`weight` IS 'log2 of the odds that they are one person and neither strangers nor others of one household.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`own_weight` IS 'log2 of the odds that they are one person and not two of one household.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`is_match` IS 'Whether they are joined.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`is_contradiction` IS 'Whether they are so surely two of one household, or a generation apart, that no third record may join them.
';
