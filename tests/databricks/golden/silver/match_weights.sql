-- first build

create  table `spark_catalog`.`silver`.`match_weights` (`comparison` string comment 'What is compared, as named in macros/matching/match_comparisons.sql.',`level` string comment 'The level of the comparison, as named there; different where none of them holds.',`m` string comment 'Share of the pairs of one person at this level.',`h` string comment 'Share of the pairs of two persons at one address, phone or e-mail address at this level.',`u` string comment 'Share of the pairs of two persons at this level.',`description` string comment 'Where the shares come from.')
    using delta
    comment 'How much each level of a comparison says about whether two records are one person. Written by c360 train-matching; lines can be edited.
';

insert overwrite `spark_catalog`.`silver`.`match_weights` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`match_weights` (`comparison` string comment 'What is compared, as named in macros/matching/match_comparisons.sql.',`level` string comment 'The level of the comparison, as named there; different where none of them holds.',`m` string comment 'Share of the pairs of one person at this level.',`h` string comment 'Share of the pairs of two persons at one address, phone or e-mail address at this level.',`u` string comment 'Share of the pairs of two persons at this level.',`description` string comment 'Where the shares come from.')
    using delta
    comment 'How much each level of a comparison says about whether two records are one person. Written by c360 train-matching; lines can be edited.
';

insert overwrite `spark_catalog`.`silver`.`match_weights` values …;
