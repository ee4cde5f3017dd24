-- first build

create or replace table `spark_catalog`.`silver`.`match_blocks`
    using delta
      comment 'Records that share a block key of macros/match_blocking_rules.sql are compared.'
      as
      select * from the_query_of_match_blocks;

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`record_id` IS 'The record.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`rule` IS 'Name of the blocking rule.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`block_key` IS 'What the records of the block have in common.';

COMMENT ON COLUMN `spark_catalog`.`silver`.`match_blocks`.`revision` IS 'Revision of the record.';

-- next build

delete from `spark_catalog`.`silver`.`match_blocks`
        where
            record_id not in (select kept.record_id from `spark_catalog`.`silver`.`match_records` as kept where kept.revision <= (select coalesce(max(revision), 0) from `spark_catalog`.`silver`.`match_blocks`));

create or replace temporary view `match_blocks__dbt_tmp` as
      select * from the_query_of_match_blocks;

insert into `spark_catalog`.`silver`.`match_blocks` by name
            select * from `match_blocks__dbt_tmp`;

COMMENT ON TABLE `spark_catalog`.`silver`.`match_blocks` IS 'Records that share a block key of macros/match_blocking_rules.sql are compared.';
