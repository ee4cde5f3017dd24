{{ config(materialized='view') }}
{% set names = names_in_both('customer_profile_history', 'customers').split(', ') %}
{% set about_the_data = ['customer_id', 'created_at', 'updated_at', 'finance_as_of'] %}
{% set compared = names | select | reject('in', about_the_data) | list %}
with

-- when each column had its first value: a column that the profile got later is no change of anybody's
first_values as (

    select
        {%- for name in compared %}
        min(case when {{ name }} is not null then dbt_valid_from end) as {{ name }},
        {%- endfor %}
        count(*) as versions
    from {{ ref('customers_snapshot') }}

),

versions as (

    select
        *,
        {%- for name in compared %}
        lag({{ name }}) over (partition by customer_id order by dbt_valid_from) as {{ name }}_before,
        {%- endfor %}
        row_number() over (partition by customer_id order by dbt_valid_from) > 1 as is_change
    from {{ ref('customers_snapshot') }}

)

select
    versions.dbt_scd_id as profile_version_id,
    {%- for name in names | select %}
    versions.{{ name }},
    {%- endfor %}
    cast(versions.dbt_valid_from as timestamp) as valid_from,
    cast(versions.dbt_valid_to as timestamp) as valid_to,
    versions.dbt_valid_to is null as is_current,
    nullif(
        concat_ws(
            ', '
            {%- for name in compared %},
            case
                when
                    versions.is_change
                    and versions.{{ name }} is distinct from versions.{{ name }}_before
                    and versions.dbt_valid_from > first_values.{{ name }}
                    then '{{ name }}'
            end
            {%- endfor %}
        ),
        ''
    ) as changed_attributes
from versions
cross join first_values
