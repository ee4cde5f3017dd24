-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_reviews`
    using delta
      comment 'Pairs that somebody should look at, because they aren\'t joined although much speaks for it.'
      as
      select * from the_query_of_match_reviews;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`record_a` IS 'The record with the smaller id.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`agreement` IS 'As in match_scores.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`rule` IS 'As in match_scores.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`weight` IS 'As in match_scores.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_reviews`.`reason` IS 'unsure (the weight is below the var match_weight), too many records (more than max_cluster_size hang together) or kept apart (by an override, a source without duplicates or a contradiction).';
