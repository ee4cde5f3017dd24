-- first build

create  table `spark_catalog`.`silver`.`match_overrides` (`record_a` string comment 'One record, as in person_records.',`record_b` string comment 'The other record.',`decision` string comment 'always for one person, never for two.',`note` string comment 'Who decided it, and why.')
    using delta
    comment 'Pairs of records that an analyst has decided on; these decisions always win.';

-- next build

create or replace table `spark_catalog`.`silver`.`match_overrides` (`record_a` string comment 'One record, as in person_records.',`record_b` string comment 'The other record.',`decision` string comment 'always for one person, never for two.',`note` string comment 'Who decided it, and why.')
    using delta
    comment 'Pairs of records that an analyst has decided on; these decisions always win.';
