-- first build

create  table `spark_catalog`.`silver`.`genders` (`gender_name` string comment 'Name or abbreviation of a gender as typed; case and dots don\'t matter.',`gender` string comment 'One of female, male, non-binary, unknown.')
    using delta
    comment 'What people type for a gender, and the gender that they mean.';

insert overwrite `spark_catalog`.`silver`.`genders` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`genders` (`gender_name` string comment 'Name or abbreviation of a gender as typed; case and dots don\'t matter.',`gender` string comment 'One of female, male, non-binary, unknown.')
    using delta
    comment 'What people type for a gender, and the gender that they mean.';

insert overwrite `spark_catalog`.`silver`.`genders` values …;
