-- first build

create  table `spark_catalog`.`silver`.`survivorship` (`attribute_group` string comment 'A group of attributes, such as name or address; customer_records says which columns belong to it.',`priority` string comment '1 decides first; up to 4.',`rule` string comment 'source_trust (the source that is first in sources), most_complete (most attributes of the group filled), most_frequent (what most records of the customer say) or most_recent (the record that changed last).
',`sources` string comment 'For source_trust the sources, the most trusted first, with | between them; else empty.')
    using delta
    comment 'Which of a customer\'s records gives each group of attributes: the rule with priority 1 decides first, and the next one where records are equal in it. The attributes of a group travel together. Each group needs a line.
';

insert overwrite `spark_catalog`.`silver`.`survivorship` values …;

-- next build

create or replace table `spark_catalog`.`silver`.`survivorship` (`attribute_group` string comment 'A group of attributes, such as name or address; customer_records says which columns belong to it.',`priority` string comment '1 decides first; up to 4.',`rule` string comment 'source_trust (the source that is first in sources), most_complete (most attributes of the group filled), most_frequent (what most records of the customer say) or most_recent (the record that changed last).
',`sources` string comment 'For source_trust the sources, the most trusted first, with | between them; else empty.')
    using delta
    comment 'Which of a customer\'s records gives each group of attributes: the rule with priority 1 decides first, and the next one where records are equal in it. The attributes of a group travel together. Each group needs a line.
';

insert overwrite `spark_catalog`.`silver`.`survivorship` values …;
