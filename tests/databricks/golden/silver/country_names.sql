-- first build

create  table `spark_catalog`.`silver`.`country_names` (`country_name` string comment 'Name or code of a country as typed; case and dots don\'t matter.',`country_code` string comment 'The country, ISO 3166-1 alpha-2; XK is Kosovo, which has no code there.')
    using delta
    comment 'What people type for a country, and the country that they mean.';

insert overwrite `spark_catalog`.`silver`.`country_names` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`country_names` (`country_name` string comment 'Name or code of a country as typed; case and dots don\'t matter.',`country_code` string comment 'The country, ISO 3166-1 alpha-2; XK is Kosovo, which has no code there.')
    using delta
    comment 'What people type for a country, and the country that they mean.';

insert overwrite `spark_catalog`.`silver`.`country_names` values …;
