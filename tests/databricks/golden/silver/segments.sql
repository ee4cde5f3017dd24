-- first build

create  table `spark_catalog`.`silver`.`segments` (`segment` string comment 'Name of the segment, as in segment_rules or of a model in models/marts/segments.',`description` string comment 'Who is in it, in a sentence.',`owner` string comment 'Who decides about its rules.')
    using delta
    comment 'What each segment is for, and who looks after it.';

insert overwrite `spark_catalog`.`silver`.`segments` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`segments` (`segment` string comment 'Name of the segment, as in segment_rules or of a model in models/marts/segments.',`description` string comment 'Who is in it, in a sentence.',`owner` string comment 'Who decides about its rules.')
    using delta
    comment 'What each segment is for, and who looks after it.';

insert overwrite `spark_catalog`.`silver`.`segments` values …;
