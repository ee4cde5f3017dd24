-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_identities`
  (
    `records` comment 'Records of people in all sources but the finance file.',
	`deleted` comment 'Those of them that are deleted in Dynamics 365.',
	`finance_records` comment 'Customer numbers of the finance file that belong to a customer.',
	`customers` comment 'The people that these records are.',
	`reviews` comment 'Pairs of records that may be one person and wait for a decision.',
	`finance_alone` comment 'Finance records whose customer number no live customer has.'
  )
  comment 'How many records became how many people. One row.'
  as (
    select * from the_query_of_rpt_identities
  );
