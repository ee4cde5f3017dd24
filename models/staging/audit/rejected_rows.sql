{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

{#- The staging models, the tables that they read, and what identifies a record. c360 scaffold adds lines. -#}
{% set staged = [
    (ref('stg_dataverse__customer'), 'crc33_customer', 'customer_id'),
    (ref('stg_finance__customer_finance'), 'customer_finance', 'cid'),
    (ref('stg_dataverse__contact'), 'contact', 'contact_id'),
    (ref('stg_dataverse__lead'), 'lead', 'lead_id'),
    (ref('stg_dataverse__account'), 'account', 'account_id'),
    (ref('stg_dataverse__opportunity'), 'opportunity', 'opportunity_id'),
    (ref('stg_dataverse__salesorder'), 'salesorder', 'sales_order_id'),
    (ref('stg_dataverse__salesorderdetail'), 'salesorderdetail', 'sales_order_line_id'),
    (ref('stg_dataverse__invoice'), 'invoice', 'invoice_id'),
    (ref('stg_dataverse__activitypointer'), 'activitypointer', 'activity_id'),
] %}
with

rejected as (

    {% for relation, table_name, record_id in staged -%}
    {{ rejected_values(relation, table_name, record_id) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from rejected
