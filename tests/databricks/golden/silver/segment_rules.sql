-- first build

create  table `spark_catalog`.`silver`.`segment_rules` (`segment` string comment 'Name of the segment.',`column_name` string comment 'Column of customers or customer_measures that is compared.',`operator` string comment 'How it is compared.',`value` string comment 'What it is compared with; for in and not in, values with | between them; empty for is empty and is not empty.
',`any_of` string comment 'A name for rules of which one is enough: those of the segment that have the same one. Empty for a rule that must hold.
')
    using delta
    comment 'Which customers belong to a segment: those for whom each of its rules holds. A new rule is a new row; the name of a new segment makes the segment.
';

insert overwrite `spark_catalog`.`silver`.`segment_rules` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`segment_rules` (`segment` string comment 'Name of the segment.',`column_name` string comment 'Column of customers or customer_measures that is compared.',`operator` string comment 'How it is compared.',`value` string comment 'What it is compared with; for in and not in, values with | between them; empty for is empty and is not empty.
',`any_of` string comment 'A name for rules of which one is enough: those of the segment that have the same one. Empty for a rule that must hold.
')
    using delta
    comment 'Which customers belong to a segment: those for whom each of its rules holds. A new rule is a new row; the name of a new segment makes the segment.
';

insert overwrite `spark_catalog`.`silver`.`segment_rules` values …;
