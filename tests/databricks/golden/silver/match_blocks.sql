-- first build

create or replace table `spark_catalog`.`silver`.`match_blocks`
    using delta
      comment 'Records that share a block key of macros/matching/match_blocking_rules.sql are compared.'
      as
      select * from the_query_of_match_blocks;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`record_id` IS 'The record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`rule` IS 'Name of the blocking rule.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`block_key` IS 'What the records of the block have in common.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`revision` IS 'Revision of the record.';

delete from `spark_catalog`.`silver`.`match_blocks` where block_key is null;

-- next build

create or replace temporary view `match_blocks__dbt_tmp` as
      select * from the_query_of_match_blocks;

insert into table `spark_catalog`.`silver`.`match_blocks` as target
replace on (target.`record_id` <=> temp.`record_id`)
(select `record_id`, `rule`, `block_key`, `revision`
   from `match_blocks__dbt_tmp` ) as temp;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_blocks` IS 'Records that share a block key of macros/matching/match_blocking_rules.sql are compared.';

delete from `spark_catalog`.`silver`.`match_blocks` where block_key is null;
