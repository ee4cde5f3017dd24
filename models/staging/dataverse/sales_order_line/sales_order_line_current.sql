{{ config(materialized='view') }}

select * except (is_current, valid_to, exported_rows)
from {{ ref('sales_order_line_history') }}
where is_current and not is_deleted
