{% set amounts = ['revenue', 'open_pipeline', 'unpaid_amount', 'expected_12_month_revenue'] %}
select
    * except ({{ amounts | join(', ') }}),
    {% for amount in amounts -%}
    try_cast({{ amount }} as decimal(16, 2)) as {{ amount }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('customer_measures') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
