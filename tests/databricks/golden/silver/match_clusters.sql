-- first build, and next build

create or replace table `spark_catalog`.`silver`.`match_clusters`
    using delta
      comment 'Which records are one person. A chain with more nodes than the var max_cluster_size isn\'t joined. In one with two records that are kept apart, by an override or because their source has no duplicates, each of these keeps a cluster of its own, and each other record joins the one to which its path is strongest. Clusters that overrides keep apart from a third one only are joined again, the best bond first, up to three times. The build stops when a path is longer than the passes.
'
      as
      select * from the_query_of_match_clusters;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`record_id` IS 'The record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`cluster_id` IS 'The smallest record of the person. It changes when records come and go.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`cluster_size` IS 'Number of records of the person.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`matched_record_id` IS 'The record of the same person that it matches best.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`matched_by` IS 'The rule that joined the two, score, or match_overrides.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_clusters`.`weight` IS 'Weight of the two.';
