-- first build

create  table `spark_catalog`.`silver`.`segment_channels` (`segment` string comment 'Name of the segment, as in segment_rules.',`channel` string comment 'email, bulk_email, phone or mail.')
    using delta
    comment 'Segments that are meant for contact, and how: customers who said no to that channel (customer_consent) are not in them. Segments that aren\'t listed here hold everyone for whom their rules hold.
';

insert overwrite `spark_catalog`.`silver`.`segment_channels` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`segment_channels` (`segment` string comment 'Name of the segment, as in segment_rules.',`channel` string comment 'email, bulk_email, phone or mail.')
    using delta
    comment 'Segments that are meant for contact, and how: customers who said no to that channel (customer_consent) are not in them. Segments that aren\'t listed here hold everyone for whom their rules hold.
';

insert overwrite `spark_catalog`.`silver`.`segment_channels` values …;
