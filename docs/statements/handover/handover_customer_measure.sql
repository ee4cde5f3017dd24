-- first build

create or replace table `spark_catalog`.`handover`.`customermeasure`
    using delta
      comment 'The measures as Customer Insights attaches them: the rows of gold.customer_measures.
'
    tblproperties ('delta.enableDeletionVectors' = 'false' , 'delta.columnMapping.mode' = 'none' , 'delta.minReaderVersion' = '1' , 'delta.minWriterVersion' = '2' , 'delta.deletedFileRetentionDuration' = 'interval 30 days' , 'delta.logRetentionDuration' = 'interval 30 days'
    )
      as
      select * from the_query_of_handover_customer_measure;

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`spend_to_income_ratio` IS 'Spend divided by income; above 1 the customer spends more than comes in.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`spend_percentile` IS 'Share of the customers with the same currency that spend less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`income_percentile` IS 'Share of the customers with the same currency that earn less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`spend_band` IS 'low (below percentile 0.25), medium, high (from 0.75), top (from 0.95), or unknown without spend.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`credit_use` IS 'Spend divided by the credit limit.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`age` IS 'Age in full years on as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`age_band` IS 'Age in bands as marketing uses them, or unknown.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`tenure_days` IS 'Days from the creation of the customer to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`days_since_change` IS 'Days from the last change of the customer to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`as_of_date` IS 'The day for which the measures hold: var as_of_date, or the day of the run.';

delete from `spark_catalog`.`handover`.`customermeasure` where customer_id not in (select customer_id from `spark_catalog`.`gold`.`customer_measures`);

-- next build

create or replace temporary view `customermeasure__dbt_tmp` as
      select * from the_query_of_handover_customer_measure;

-- back compat for old kwarg name
    merge
    into
        `spark_catalog`.`handover`.`customermeasure` as DBT_INTERNAL_DEST
    using
        `customermeasure__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`customer_id` <=> DBT_INTERNAL_DEST.`customer_id`
    when matched
        then update set
            `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `spend_to_income_ratio` = DBT_INTERNAL_SOURCE.`spend_to_income_ratio`, `spend_percentile` = DBT_INTERNAL_SOURCE.`spend_percentile`, `income_percentile` = DBT_INTERNAL_SOURCE.`income_percentile`, `spend_band` = DBT_INTERNAL_SOURCE.`spend_band`, `credit_use` = DBT_INTERNAL_SOURCE.`credit_use`, `age` = DBT_INTERNAL_SOURCE.`age`, `age_band` = DBT_INTERNAL_SOURCE.`age_band`, `tenure_days` = DBT_INTERNAL_SOURCE.`tenure_days`, `days_since_change` = DBT_INTERNAL_SOURCE.`days_since_change`, `orders` = DBT_INTERNAL_SOURCE.`orders`, `revenue` = DBT_INTERNAL_SOURCE.`revenue`, `average_order_value` = DBT_INTERNAL_SOURCE.`average_order_value`, `first_order_on` = DBT_INTERNAL_SOURCE.`first_order_on`, `last_order_on` = DBT_INTERNAL_SOURCE.`last_order_on`, `days_since_order` = DBT_INTERNAL_SOURCE.`days_since_order`, `recency_score` = DBT_INTERNAL_SOURCE.`recency_score`, `frequency_score` = DBT_INTERNAL_SOURCE.`frequency_score`, `monetary_score` = DBT_INTERNAL_SOURCE.`monetary_score`, `rfm_group` = DBT_INTERNAL_SOURCE.`rfm_group`, `open_pipeline` = DBT_INTERNAL_SOURCE.`open_pipeline`, `unpaid_amount` = DBT_INTERNAL_SOURCE.`unpaid_amount`, `expected_12_month_revenue` = DBT_INTERNAL_SOURCE.`expected_12_month_revenue`, `churn_risk` = DBT_INTERNAL_SOURCE.`churn_risk`, `as_of_date` = DBT_INTERNAL_SOURCE.`as_of_date`
    when not matched
        then insert
            (`customer_id`, `spend_to_income_ratio`, `spend_percentile`, `income_percentile`, `spend_band`, `credit_use`, `age`, `age_band`, `tenure_days`, `days_since_change`, `orders`, `revenue`, `average_order_value`, `first_order_on`, `last_order_on`, `days_since_order`, `recency_score`, `frequency_score`, `monetary_score`, `rfm_group`, `open_pipeline`, `unpaid_amount`, `expected_12_month_revenue`, `churn_risk`, `as_of_date`) VALUES (DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`spend_to_income_ratio`, DBT_INTERNAL_SOURCE.`spend_percentile`, DBT_INTERNAL_SOURCE.`income_percentile`, DBT_INTERNAL_SOURCE.`spend_band`, DBT_INTERNAL_SOURCE.`credit_use`, DBT_INTERNAL_SOURCE.`age`, DBT_INTERNAL_SOURCE.`age_band`, DBT_INTERNAL_SOURCE.`tenure_days`, DBT_INTERNAL_SOURCE.`days_since_change`, DBT_INTERNAL_SOURCE.`orders`, DBT_INTERNAL_SOURCE.`revenue`, DBT_INTERNAL_SOURCE.`average_order_value`, DBT_INTERNAL_SOURCE.`first_order_on`, DBT_INTERNAL_SOURCE.`last_order_on`, DBT_INTERNAL_SOURCE.`days_since_order`, DBT_INTERNAL_SOURCE.`recency_score`, DBT_INTERNAL_SOURCE.`frequency_score`, DBT_INTERNAL_SOURCE.`monetary_score`, DBT_INTERNAL_SOURCE.`rfm_group`, DBT_INTERNAL_SOURCE.`open_pipeline`, DBT_INTERNAL_SOURCE.`unpaid_amount`, DBT_INTERNAL_SOURCE.`expected_12_month_revenue`, DBT_INTERNAL_SOURCE.`churn_risk`, DBT_INTERNAL_SOURCE.`as_of_date`);

COMMENT ON TABLE `spark_catalog`.`handover`.`customermeasure` IS 'The measures as Customer Insights attaches them: the rows of gold.customer_measures.
';

delete from `spark_catalog`.`handover`.`customermeasure` where customer_id not in (select customer_id from `spark_catalog`.`gold`.`customer_measures`);
