-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_measures`
    using delta
      comment 'What can be computed about each customer, for the day as_of_date. One row for each row of customers.'
      as
    select customer_id, spend_to_income_ratio, spend_percentile, income_percentile, spend_band, credit_use, age, age_band, tenure_days, days_since_change, orders, revenue, average_order_value, first_order_on, last_order_on, days_since_order, recency_score, frequency_score, monetary_score, rfm_group, open_pipeline, unpaid_amount, expected_12_month_revenue, churn_risk, as_of_date
    from (
        select * from the_query_of_customer_measures
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`customer_id` IS 'The customer: the Id, in lower case, of its record that was exported first.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_to_income_ratio` IS 'Spend divided by income; above 1 the customer spends more than comes in.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_percentile` IS 'Share of the customers with the same currency that spend less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`income_percentile` IS 'Share of the customers with the same currency that earn less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_band` IS 'low (below percentile 0.25), medium, high (from 0.75), top (from 0.95), or unknown without spend.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`credit_use` IS 'Spend divided by the credit limit.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`age` IS 'Age in full years on as_of_date; NULL before the birth.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`age_band` IS 'Age in bands as marketing uses them, or unknown.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`tenure_days` IS 'Days from the creation of the customer to as_of_date; NULL before it.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`days_since_change` IS 'Days from the last change of the customer to as_of_date; NULL before it.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`orders` IS 'How many orders the customer placed up to as_of_date that were not cancelled.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`revenue` IS 'What those orders cost, in the base currency. It is the historical lifetime value.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`average_order_value` IS 'Revenue divided by orders.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`first_order_on` IS 'Day of the first order.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`last_order_on` IS 'Day of the last order.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`days_since_order` IS 'Days from the last order to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`recency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought last most recently. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`frequency_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 bought most often. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`monetary_score` IS '1 to 5, 1 more for each full fifth of the buyers that have less; 5 brought most revenue. Equal values get equal scores.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`rfm_group` IS 'Group by the three scores, the last 12 months and the churn risk; see docs/segments-and-measures.md.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`open_pipeline` IS 'What open opportunities of the customer are expected to bring, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`unpaid_amount` IS 'Invoices of the customer that are not paid, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`expected_12_month_revenue` IS 'Average monthly revenue since the first order, times 12, times the share of last year\'s buyers who bought again.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`churn_risk` IS 'low, medium or high, by how long ago the last order is, in the average distance between the orders; unknown with fewer than three orders.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`as_of_date` IS 'The day for which the measures hold: var as_of_date, or the day of the run.';

alter table `spark_catalog`.`gold`.`customer_measures` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `spend_band` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `age_band` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `orders` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `revenue` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `rfm_group` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `open_pipeline` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `unpaid_amount` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `churn_risk` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `as_of_date` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` add constraint customer_measures_pk primary key(`customer_id`) rely;

alter table `spark_catalog`.`gold`.`customer_measures` add constraint customer_measures_customers_fk foreign key(`customer_id`) references `spark_catalog`.`gold`.`customers`(`customer_id`) rely;
