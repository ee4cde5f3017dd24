-- first build

create or replace table `spark_catalog`.`handover`.`customermeasure`
    using delta
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

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`orders` IS 'How many orders the customer placed that were not cancelled.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`revenue` IS 'What those orders cost, in the base currency. It is the historical lifetime value. NULL when it has more than 14 digits before the point, which Customer Insights can\'t read.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`average_order_value` IS 'Revenue divided by orders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`first_order_on` IS 'Day of the first order.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`last_order_on` IS 'Day of the last order.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`days_since_order` IS 'Days from the last order to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`recency_score` IS '1 to 5, a fifth of the buyers each; 5 bought last most recently.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`frequency_score` IS '1 to 5, a fifth of the buyers each; 5 bought most often.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`monetary_score` IS '1 to 5, a fifth of the buyers each; 5 brought most revenue.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`rfm_group` IS 'Group by the three scores.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`open_pipeline` IS 'What open opportunities of the customer are expected to bring, in the base currency. NULL when it has more than 14 digits before the point, which Customer Insights can\'t read.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`unpaid_amount` IS 'Invoices of the customer that are not paid, in the base currency. NULL when it has more than 14 digits before the point, which Customer Insights can\'t read.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`expected_12_month_revenue` IS 'Average monthly revenue since the first order, times 12, times the share of last year\'s buyers who bought again. NULL when it has more than 14 digits before the point, which Customer Insights can\'t read.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`churn_risk` IS 'low, medium or high, by how long ago the last order is, in the average distance between the orders; unknown with fewer than three orders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`as_of_date` IS 'The day for which the measures hold: var as_of_date, or the day of the run.';

delete from `spark_catalog`.`handover`.`customermeasure` as handed_over where not exists (
            select 1 from (select customer_id from `spark_catalog`.`gold`.`customer_measures`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_id
        );

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
            `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `spend_to_income_ratio` = DBT_INTERNAL_SOURCE.`spend_to_income_ratio`, `spend_percentile` = DBT_INTERNAL_SOURCE.`spend_percentile`, `income_percentile` = DBT_INTERNAL_SOURCE.`income_percentile`, `spend_band` = DBT_INTERNAL_SOURCE.`spend_band`, `credit_use` = DBT_INTERNAL_SOURCE.`credit_use`, `age` = DBT_INTERNAL_SOURCE.`age`, `age_band` = DBT_INTERNAL_SOURCE.`age_band`, `tenure_days` = DBT_INTERNAL_SOURCE.`tenure_days`, `days_since_change` = DBT_INTERNAL_SOURCE.`days_since_change`, `orders` = DBT_INTERNAL_SOURCE.`orders`, `average_order_value` = DBT_INTERNAL_SOURCE.`average_order_value`, `first_order_on` = DBT_INTERNAL_SOURCE.`first_order_on`, `last_order_on` = DBT_INTERNAL_SOURCE.`last_order_on`, `days_since_order` = DBT_INTERNAL_SOURCE.`days_since_order`, `recency_score` = DBT_INTERNAL_SOURCE.`recency_score`, `frequency_score` = DBT_INTERNAL_SOURCE.`frequency_score`, `monetary_score` = DBT_INTERNAL_SOURCE.`monetary_score`, `rfm_group` = DBT_INTERNAL_SOURCE.`rfm_group`, `churn_risk` = DBT_INTERNAL_SOURCE.`churn_risk`, `as_of_date` = DBT_INTERNAL_SOURCE.`as_of_date`, `revenue` = DBT_INTERNAL_SOURCE.`revenue`, `open_pipeline` = DBT_INTERNAL_SOURCE.`open_pipeline`, `unpaid_amount` = DBT_INTERNAL_SOURCE.`unpaid_amount`, `expected_12_month_revenue` = DBT_INTERNAL_SOURCE.`expected_12_month_revenue`
    when not matched
        then insert
            (`customer_id`, `spend_to_income_ratio`, `spend_percentile`, `income_percentile`, `spend_band`, `credit_use`, `age`, `age_band`, `tenure_days`, `days_since_change`, `orders`, `average_order_value`, `first_order_on`, `last_order_on`, `days_since_order`, `recency_score`, `frequency_score`, `monetary_score`, `rfm_group`, `churn_risk`, `as_of_date`, `revenue`, `open_pipeline`, `unpaid_amount`, `expected_12_month_revenue`) VALUES (DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`spend_to_income_ratio`, DBT_INTERNAL_SOURCE.`spend_percentile`, DBT_INTERNAL_SOURCE.`income_percentile`, DBT_INTERNAL_SOURCE.`spend_band`, DBT_INTERNAL_SOURCE.`credit_use`, DBT_INTERNAL_SOURCE.`age`, DBT_INTERNAL_SOURCE.`age_band`, DBT_INTERNAL_SOURCE.`tenure_days`, DBT_INTERNAL_SOURCE.`days_since_change`, DBT_INTERNAL_SOURCE.`orders`, DBT_INTERNAL_SOURCE.`average_order_value`, DBT_INTERNAL_SOURCE.`first_order_on`, DBT_INTERNAL_SOURCE.`last_order_on`, DBT_INTERNAL_SOURCE.`days_since_order`, DBT_INTERNAL_SOURCE.`recency_score`, DBT_INTERNAL_SOURCE.`frequency_score`, DBT_INTERNAL_SOURCE.`monetary_score`, DBT_INTERNAL_SOURCE.`rfm_group`, DBT_INTERNAL_SOURCE.`churn_risk`, DBT_INTERNAL_SOURCE.`as_of_date`, DBT_INTERNAL_SOURCE.`revenue`, DBT_INTERNAL_SOURCE.`open_pipeline`, DBT_INTERNAL_SOURCE.`unpaid_amount`, DBT_INTERNAL_SOURCE.`expected_12_month_revenue`);

delete from `spark_catalog`.`handover`.`customermeasure` as handed_over where not exists (
            select 1 from (select customer_id from `spark_catalog`.`gold`.`customer_measures`) as kept (kept_key)
            where kept.kept_key = handed_over.customer_id
        );
