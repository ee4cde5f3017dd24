-- first build

create  table `spark_catalog`.`silver`.`name_shares` (`name` string comment 'The name as the macro folded writes it, in lower case and only letters.',`part` string comment 'first or last.',`share` double comment 'Share of all people who have it, between 0 and 1.')
    using delta
    comment 'How common the 1,000 commonest last names and the 1,000 commonest first names are. Made from the files dist.all.last, dist.male.first and dist.female.first of "Frequently Occurring Surnames and First Names from Census 1990" by the US Census Bureau (in the PyPI package names 0.3.0), which is in the public domain as a work of the US government: percentages divided by 100, names in lower case, and the share of a first name is the mean of its shares among men and among women.
';

insert overwrite `spark_catalog`.`silver`.`name_shares` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`name_shares` (`name` string comment 'The name as the macro folded writes it, in lower case and only letters.',`part` string comment 'first or last.',`share` double comment 'Share of all people who have it, between 0 and 1.')
    using delta
    comment 'How common the 1,000 commonest last names and the 1,000 commonest first names are. Made from the files dist.all.last, dist.male.first and dist.female.first of "Frequently Occurring Surnames and First Names from Census 1990" by the US Census Bureau (in the PyPI package names 0.3.0), which is in the public domain as a work of the US government: percentages divided by 100, names in lower case, and the share of a first name is the mean of its shares among men and among women.
';

insert overwrite `spark_catalog`.`silver`.`name_shares` values …;
