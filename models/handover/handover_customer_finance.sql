select * from {{ ref('customer_finance') }}
