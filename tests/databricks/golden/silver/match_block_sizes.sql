-- first build

create or replace table `spark_catalog`.`silver`.`match_block_sizes`
    using delta
      comment 'Blocks that have, or had, more records than the var max_block_size; while they do, they compare nothing. One more row, with the rule none, says how far blocks were counted.
'
      as
      select * from the_query_of_match_block_sizes;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_block_sizes`.`rule` IS 'Name of the blocking rule.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_block_sizes`.`block_key` IS 'What the records of the block have in common.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_block_sizes`.`is_too_large` IS 'Whether the block has too many records now.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_block_sizes`.`revision` IS 'Revision of match_blocks with which that changed.';

-- next build

create or replace temporary view `match_block_sizes__dbt_tmp` as
      select * from the_query_of_match_block_sizes;

insert into table `spark_catalog`.`silver`.`match_block_sizes` as target
replace on (target.`rule` <=> temp.`rule` and target.`block_key` <=> temp.`block_key`)
(select `rule`, `block_key`, `is_too_large`, `revision`
   from `match_block_sizes__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_block_sizes` IS 'Blocks that have, or had, more records than the var max_block_size; while they do, they compare nothing. One more row, with the rule none, says how far blocks were counted.
';
