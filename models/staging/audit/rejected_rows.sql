{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

with

rejected as (

    {% for table, staging, entity in exported_tables() -%}
    {{ rejected_values(ref(staging), table, entity ~ '_id') }}
    union all
    {% endfor -%}
    {{ rejected_values(ref('stg_finance__customer_finance'), 'customer_finance', 'cid') }}

)

select * from rejected
