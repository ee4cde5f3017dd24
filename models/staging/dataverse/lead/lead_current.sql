{{ config(materialized='view') }}

select * except (is_current, valid_to, exported_rows)
from {{ ref('lead_history') }}
where is_current and not is_deleted
