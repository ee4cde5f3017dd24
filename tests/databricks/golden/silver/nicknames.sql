-- first build

create  table `spark_catalog`.`silver`.`nicknames` (`nickname` string comment 'The form, in lower case and without marks.',`name` string comment 'The name that it is short for, in lower case and without marks.')
    using delta
    comment 'Short and foreign forms of a first name, and the name that they stand for when records are compared.';

insert overwrite `spark_catalog`.`silver`.`nicknames` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`nicknames` (`nickname` string comment 'The form, in lower case and without marks.',`name` string comment 'The name that it is short for, in lower case and without marks.')
    using delta
    comment 'Short and foreign forms of a first name, and the name that they stand for when records are compared.';

insert overwrite `spark_catalog`.`silver`.`nicknames` values …;
