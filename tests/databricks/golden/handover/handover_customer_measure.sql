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

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`age` IS 'Age in full years on as_of_date; NULL before the birth.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`age_band` IS 'Age in bands as marketing uses them, or unknown.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`tenure_days` IS 'Days from the creation of the customer to as_of_date; NULL before it.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`days_since_change` IS 'Days from the last change of the customer to as_of_date; NULL before it.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`orders` IS 'How many orders the customer placed up to as_of_date that were not cancelled.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`revenue` IS 'What those orders cost, in the base currency. It is the historical lifetime value.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`average_order_value` IS 'Revenue divided by orders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`first_order_on` IS 'Day of the first order.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`last_order_on` IS 'Day of the last order.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`days_since_order` IS 'Days from the last order to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`recency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought last most recently. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`frequency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought most often. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`monetary_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 brought most revenue. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`rfm_group` IS 'Group by the three scores, the last 12 months and the churn risk; see docs/segments-and-measures.md.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`open_pipeline` IS 'What open opportunities of the customer are expected to bring, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`unpaid_amount` IS 'Invoices of the customer that are not paid, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`expected_12_month_revenue` IS 'Average monthly revenue since the first order, times 12, times the share of last year\'s buyers who bought again.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`churn_risk` IS 'low, medium or high, by how long ago the last order is, in the average distance between the orders; unknown with fewer than three orders.';

COMMENT ON COLUMN `spark_catalog`.`handover`.`customermeasure`.`as_of_date` IS 'The day for which the measures hold: var as_of_date, or the day of the run.';

-- next build

create or replace temporary view `customermeasure__dbt_tmp` as
      select * from the_query_of_handover_customer_measure;

merge into `spark_catalog`.`handover`.`customermeasure` as handed_over
    using `customermeasure__dbt_tmp` as given
    on given.customer_id = handed_over.customer_id
    when matched and (
        given.`customer_id` is distinct from handed_over.`customer_id` or
        given.`spend_to_income_ratio` is distinct from handed_over.`spend_to_income_ratio` or
        given.`spend_percentile` is distinct from handed_over.`spend_percentile` or
        given.`income_percentile` is distinct from handed_over.`income_percentile` or
        given.`spend_band` is distinct from handed_over.`spend_band` or
        given.`credit_use` is distinct from handed_over.`credit_use` or
        given.`age` is distinct from handed_over.`age` or
        given.`age_band` is distinct from handed_over.`age_band` or
        given.`tenure_days` is distinct from handed_over.`tenure_days` or
        given.`days_since_change` is distinct from handed_over.`days_since_change` or
        given.`orders` is distinct from handed_over.`orders` or
        given.`revenue` is distinct from handed_over.`revenue` or
        given.`average_order_value` is distinct from handed_over.`average_order_value` or
        given.`first_order_on` is distinct from handed_over.`first_order_on` or
        given.`last_order_on` is distinct from handed_over.`last_order_on` or
        given.`days_since_order` is distinct from handed_over.`days_since_order` or
        given.`recency_score` is distinct from handed_over.`recency_score` or
        given.`frequency_score` is distinct from handed_over.`frequency_score` or
        given.`monetary_score` is distinct from handed_over.`monetary_score` or
        given.`rfm_group` is distinct from handed_over.`rfm_group` or
        given.`open_pipeline` is distinct from handed_over.`open_pipeline` or
        given.`unpaid_amount` is distinct from handed_over.`unpaid_amount` or
        given.`expected_12_month_revenue` is distinct from handed_over.`expected_12_month_revenue` or
        given.`churn_risk` is distinct from handed_over.`churn_risk` or
        given.`as_of_date` is distinct from handed_over.`as_of_date`
    ) then update set *
    when not matched then insert *
    when not matched by source then delete;
