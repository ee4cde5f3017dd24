{{ config(materialized='view') }}
select
    dbt_scd_id as profile_version_id,
    {{ names_in_both('customer_profile_history', 'customers') }},
    cast(dbt_valid_from as timestamp) as valid_from,
    cast(dbt_valid_to as timestamp) as valid_to,
    dbt_valid_to is null as is_current
from {{ ref('customers_snapshot') }}
