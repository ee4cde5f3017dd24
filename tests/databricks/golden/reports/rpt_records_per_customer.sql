-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_records_per_customer`
  (
    `records` comment 'Number of records, or 6 or more.',
	`customers` comment 'Customers with so many records.'
  )
  comment 'Customers by how many live records they have. One row for each number.'
  as (
    select * from the_query_of_rpt_records_per_customer
  );
