-- first build, and next build

create or replace view `spark_catalog`.`gold`.`customer_metrics`
with metrics
language yaml
as $$
select * from the_query_of_customer_metrics
$$;
