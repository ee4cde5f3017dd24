-- first build

create or replace table `spark_catalog`.`silver`.`match_pairs`
    using delta
      comment 'Pairs of records that share a block, and the level of each comparison of macros/matching/match_comparisons.sql. A row depends only on its two records, so only pairs with a changed record are compared again.
'
      as
      select * from the_query_of_match_pairs;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`record_a` IS 'The record with the smaller id.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`agreement` IS 'One sign for each comparison, in their order. 1 is the first level, 0 is different, - is unknown.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`revision` IS 'Revision up to which blocks and their sizes were seen.';

delete from `spark_catalog`.`silver`.`match_pairs` where agreement is null;

-- next build

create or replace temporary view `match_pairs__dbt_tmp` as
      select * from the_query_of_match_pairs;

insert into table `spark_catalog`.`silver`.`match_pairs` as target
replace on (target.`record_a` <=> temp.`record_a` and target.`record_b` <=> temp.`record_b`)
(select `record_a`, `record_b`, `agreement`, `revision`
   from `match_pairs__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_pairs` IS 'Pairs of records that share a block, and the level of each comparison of macros/matching/match_comparisons.sql. A row depends only on its two records, so only pairs with a changed record are compared again.
';

delete from `spark_catalog`.`silver`.`match_pairs` where agreement is null;
