-- first build

create or replace table `spark_catalog`.`handover`.`customersegment`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer_segment;

COMMENT ON COLUMN `spark_catalog`.`handover`.`customersegment`.`customer_segment_id` IS 'Key of the row: the customer and the segment.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customersegment`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customersegment`.`segment` IS 'Name of the segment in seeds/segment_rules.csv.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customersegment`.`reason` IS 'The rules that hold, with the value of this customer.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customersegment`.`matched_at` IS 'The day for which the rules were checked (as_of_date).';

-- next build

create or replace temporary view `customersegment__dbt_tmp` as
      select * from the_query_of_handover_customer_segment;

merge into `spark_catalog`.`handover`.`customersegment` as handed_over
    using `customersegment__dbt_tmp` as given
    on given.customer_segment_id = handed_over.customer_segment_id
    when matched and (
        given.`customer_segment_id` is distinct from handed_over.`customer_segment_id` or
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`segment` is distinct from handed_over.`segment` or
        given.`reason` is distinct from handed_over.`reason` or
        given.`matched_at` is distinct from handed_over.`matched_at`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
