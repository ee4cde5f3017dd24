-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_scores`
    using delta
      comment 'What the levels of a pair say together: its Fellegi-Sunter weight from seeds/match_weights.csv, and the rule of seeds/match_rules.csv that decides. Values that are rare in the present records count more, and an e-mail address, phone or birth date of many people counts nothing. Pairs below the var review_weight are left out.
'
      as
      select * from the_query_of_match_scores;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`record_a` IS 'The record with the smaller id.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`agreement` IS 'As in match_pairs, with - for a shared value.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`rule` IS 'The rule that says they are one person; NULL when the weight says so.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`weight` IS 'log2 of the odds that they are one person; it starts at minus log2 of the number of records.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_scores`.`is_match` IS 'Whether they are joined.';
