-- first build, and next build

create or replace table `spark_catalog`.`gold`.`customer_measures`
    using delta
      comment 'What can be computed of each customer, for the day as_of_date. One row for each row of customers.'
      as
    select customer_id, spend_to_income_ratio, spend_percentile, income_percentile, spend_band, credit_use, age, age_band, tenure_days, days_since_change, as_of_date
    from (
        select * from the_query_of_customer_measures
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`customer_id` IS 'The customer: the Id of its record in Dataverse, in lower case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_to_income_ratio` IS 'Spend divided by income; above 1 the customer spends more than comes in.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_percentile` IS 'Share of the customers with the same currency that spend less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`income_percentile` IS 'Share of the customers with the same currency that earn less, 0 to 1.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`spend_band` IS 'low (below percentile 0.25), medium, high (from 0.75), top (from 0.95), or unknown without spend.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`credit_use` IS 'Spend divided by the credit limit.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`age` IS 'Age in full years on as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`age_band` IS 'Age in bands as marketing uses them, or unknown.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`tenure_days` IS 'Days from the creation of the customer to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`days_since_change` IS 'Days from the last change of the customer to as_of_date.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`customer_measures`.`as_of_date` IS 'The day for which the measures hold: var as_of_date, or the day of the run.';

alter table `spark_catalog`.`gold`.`customer_measures` change column `customer_id` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `spend_band` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `age_band` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` change column `as_of_date` set not null;

alter table `spark_catalog`.`gold`.`customer_measures` add constraint customer_measures_pk primary key(`customer_id`) rely;

alter table `spark_catalog`.`gold`.`customer_measures` add constraint customer_measures_customers_fk foreign key(`customer_id`) references `spark_catalog`.`gold`.`customers`(`customer_id`) rely;
