-- first build

create  table `spark_catalog`.`silver`.`placeholders` (`part` string comment 'Where the value stands; name (first, last or full), email (what comes before the @) or birth_date.',`value` string comment 'The value, in lower case; a date as 1900-01-01.')
    using delta
    comment 'Values that stand for nothing in particular, such as the name Unknown or a birth date of 1 January 1900. They join no records. A phone number that ends with seven equal digits needs no line.
';

insert overwrite `spark_catalog`.`silver`.`placeholders` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`placeholders` (`part` string comment 'Where the value stands; name (first, last or full), email (what comes before the @) or birth_date.',`value` string comment 'The value, in lower case; a date as 1900-01-01.')
    using delta
    comment 'Values that stand for nothing in particular, such as the name Unknown or a birth date of 1 January 1900. They join no records. A phone number that ends with seven equal digits needs no line.
';

insert overwrite `spark_catalog`.`silver`.`placeholders` values …;
