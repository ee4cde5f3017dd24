select
    * except (revenue, open_pipeline, unpaid_amount, expected_12_month_revenue),
    try_cast(revenue as decimal(16, 2)) as revenue,
    try_cast(open_pipeline as decimal(16, 2)) as open_pipeline,
    try_cast(unpaid_amount as decimal(16, 2)) as unpaid_amount,
    try_cast(expected_12_month_revenue as decimal(16, 2)) as expected_12_month_revenue
from {{ ref('customer_measures') }}
