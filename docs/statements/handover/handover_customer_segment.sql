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

delete from `spark_catalog`.`handover`.`customersegment` as handed_over where not exists (
            select 1 from (select customer_id || ':' || segment from `spark_catalog`.`gold`.`customer_segments`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_segment_id
        );

-- next build

create or replace temporary view `customersegment__dbt_tmp` as
      select * from the_query_of_handover_customer_segment;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customersegment` as DBT_INTERNAL_DEST
    using
        `customersegment__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`customer_segment_id` <=> DBT_INTERNAL_DEST.`customer_segment_id`
    when matched
        then update set
            `customer_segment_id` = DBT_INTERNAL_SOURCE.`customer_segment_id`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `segment` = DBT_INTERNAL_SOURCE.`segment`, `reason` = DBT_INTERNAL_SOURCE.`reason`, `matched_at` = DBT_INTERNAL_SOURCE.`matched_at`
    when not matched
        then insert
            (`customer_segment_id`, `customer_id`, `segment`, `reason`, `matched_at`) VALUES (DBT_INTERNAL_SOURCE.`customer_segment_id`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`segment`, DBT_INTERNAL_SOURCE.`reason`, DBT_INTERNAL_SOURCE.`matched_at`);

delete from `spark_catalog`.`handover`.`customersegment` as handed_over where not exists (
            select 1 from (select customer_id || ':' || segment from `spark_catalog`.`gold`.`customer_segments`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_segment_id
        );
