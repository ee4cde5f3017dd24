-- first build

create  table `spark_catalog`.`silver`.`phone_regions` (`country_code` string comment 'The region, ISO 3166-1 alpha-2.',`calling_code` string comment 'Calling code of the region, without +.',`numbering_plan` string comment 'Row of phone_calling_codes by which a number without calling code is read.',`international_prefix` string comment 'What is dialled before a calling code, such as 00 or 011; NULL where there is a choice.',`international_pattern` string comment 'Regular expression for it where there is a choice; group 1 is the number from its calling code on.',`international_starts` string comment 'The first two digits that international_pattern can match, each between |.',`national_pattern` string comment 'Regular expression for numbers of the region without any prefix.',`own_code_pattern` string comment 'Regular expression for the same after the calling code of the region, without +.',`max_length` int comment 'Digits of the longest number of the region without any prefix.')
    using delta
    comment 'How a number is dialled from a region, one row per region. Derived from the library phonenumbers by python_helpers/project/phone_rules.py; not to be edited.
';

insert overwrite `spark_catalog`.`silver`.`phone_regions` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`phone_regions` (`country_code` string comment 'The region, ISO 3166-1 alpha-2.',`calling_code` string comment 'Calling code of the region, without +.',`numbering_plan` string comment 'Row of phone_calling_codes by which a number without calling code is read.',`international_prefix` string comment 'What is dialled before a calling code, such as 00 or 011; NULL where there is a choice.',`international_pattern` string comment 'Regular expression for it where there is a choice; group 1 is the number from its calling code on.',`international_starts` string comment 'The first two digits that international_pattern can match, each between |.',`national_pattern` string comment 'Regular expression for numbers of the region without any prefix.',`own_code_pattern` string comment 'Regular expression for the same after the calling code of the region, without +.',`max_length` int comment 'Digits of the longest number of the region without any prefix.')
    using delta
    comment 'How a number is dialled from a region, one row per region. Derived from the library phonenumbers by python_helpers/project/phone_rules.py; not to be edited.
';

insert overwrite `spark_catalog`.`silver`.`phone_regions` values …;
