-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_segments`
    using delta
      comment 'Which customer belongs to which segment, and why. One row for a customer and a segment whose rules in seeds/segment_rules.csv hold, or whose SQL in models/marts/segments selects the customer.
'
      as
    select customer_id, segment, reason, matched_at
    from (
        select * from the_query_of_customer_segments
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_segments`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_segments`.`segment` IS 'Name of the segment, as in seeds/segments.csv.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_segments`.`reason` IS 'The rules that hold, with the value of this customer.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_segments`.`matched_at` IS 'The day for which the rules were checked (as_of_date).';

alter table `spark_catalog`.`gold`.`customer_segments` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_segments` change column `segment` set not null;

alter table `spark_catalog`.`gold`.`customer_segments` change column `reason` set not null;

alter table `spark_catalog`.`gold`.`customer_segments` change column `matched_at` set not null;

alter table `spark_catalog`.`gold`.`customer_segments` add constraint customer_segments_pk primary key(`customer_id`, `segment`) rely;

alter table `spark_catalog`.`gold`.`customer_segments` add constraint customer_segments_customers_fk foreign key(`customer_id`) references `spark_catalog`.`gold`.`customers`(`customer_id`) rely;
