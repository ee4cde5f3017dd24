-- first build

create  table `spark_catalog`.`silver`.`match_rules` (`rule` string comment 'Name of the rule.',`decision` string comment 'same or apart; apart wins over same.',`comparison` string comment 'What is compared, as named in macros/matching/match_comparisons.sql.',`levels` string comment 'The levels for which the line holds, with | between them; unknown where one record has no value.',`description` string comment 'The rule in words.')
    using delta
    comment 'Rules that decide about a pair of records whatever its weight. When each line of a rule with the decision same holds, the two are one person; when each line of a rule with apart holds, the pair joins nothing.
';

insert overwrite `spark_catalog`.`silver`.`match_rules` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`match_rules` (`rule` string comment 'Name of the rule.',`decision` string comment 'same or apart; apart wins over same.',`comparison` string comment 'What is compared, as named in macros/matching/match_comparisons.sql.',`levels` string comment 'The levels for which the line holds, with | between them; unknown where one record has no value.',`description` string comment 'The rule in words.')
    using delta
    comment 'Rules that decide about a pair of records whatever its weight. When each line of a rule with the decision same holds, the two are one person; when each line of a rule with apart holds, the pair joins nothing.
';

insert overwrite `spark_catalog`.`silver`.`match_rules` values …;
