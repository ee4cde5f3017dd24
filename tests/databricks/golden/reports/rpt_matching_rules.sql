-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_matching_rules`
  (
    `rule` comment 'The rule in words, as seeds/match_rules.csv describes it.',
	`records` comment 'Records joined by it.'
  )
  comment 'Why records were joined to another record of their customer. One row for each rule.'
  as (
    select * from the_query_of_rpt_matching_rules
  );
