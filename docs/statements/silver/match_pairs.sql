-- first build

create or replace table `spark_catalog`.`silver`.`match_pairs`
    using delta
      comment 'Pairs of records that share a block, and at which level each comparison of macros/match_comparisons.sql stands. A row is a function of its two records, so that only pairs with a changed record are compared again.
'
      as
      select * from the_query_of_match_pairs;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`record_a` IS 'The record with the smaller id.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`record_b` IS 'The other record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`agreement` IS 'One sign for each comparison, in their order. 1 is the first level, 0 is different, - is unknown.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`record_revision` IS 'Highest revision of match_records that was seen.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_pairs`.`block_revision` IS 'Highest revision of match_block_sizes that was seen.';

-- next build

delete from `spark_catalog`.`silver`.`match_pairs`
        where
            record_a not in (select kept.record_id from `spark_catalog`.`silver`.`match_records` as kept where kept.record_id not in (select record_id
    from `spark_catalog`.`silver`.`match_records`
    where revision > (select coalesce(max(seen.record_revision), 0) from `spark_catalog`.`silver`.`match_pairs` as seen)
    union
    select match_blocks.record_id
    from `spark_catalog`.`silver`.`match_blocks` as match_blocks
    inner join `spark_catalog`.`silver`.`match_block_sizes` as match_block_sizes
        on
            match_blocks.rule = match_block_sizes.rule
            and match_blocks.block_key = match_block_sizes.block_key
    where match_block_sizes.revision > (select coalesce(max(seen.block_revision), 0) from `spark_catalog`.`silver`.`match_pairs` as seen))) or
            record_b not in (select kept.record_id from `spark_catalog`.`silver`.`match_records` as kept where kept.record_id not in (select record_id
    from `spark_catalog`.`silver`.`match_records`
    where revision > (select coalesce(max(seen.record_revision), 0) from `spark_catalog`.`silver`.`match_pairs` as seen)
    union
    select match_blocks.record_id
    from `spark_catalog`.`silver`.`match_blocks` as match_blocks
    inner join `spark_catalog`.`silver`.`match_block_sizes` as match_block_sizes
        on
            match_blocks.rule = match_block_sizes.rule
            and match_blocks.block_key = match_block_sizes.block_key
    where match_block_sizes.revision > (select coalesce(max(seen.block_revision), 0) from `spark_catalog`.`silver`.`match_pairs` as seen)));

create or replace temporary view `match_pairs__dbt_tmp` as
      select * from the_query_of_match_pairs;

insert into table `spark_catalog`.`silver`.`match_pairs` as target
replace on (target.`record_a` <=> temp.`record_a` and target.`record_b` <=> temp.`record_b`)
(select `record_a`, `record_b`, `agreement`, `record_revision`, `block_revision`
   from `match_pairs__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_pairs` IS 'Pairs of records that share a block, and at which level each comparison of macros/match_comparisons.sql stands. A row is a function of its two records, so that only pairs with a changed record are compared again.
';
