-- first build, and next build

create or replace view `spark_catalog`.`gold`.`segment_metrics`
with metrics
language yaml
as $$
select * from the_query_of_segment_metrics
$$;
