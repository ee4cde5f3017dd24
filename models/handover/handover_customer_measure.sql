{{ described_like('customer_measures') -}}
select {{- handover_columns('customer_measures') }}
from {{ ref('customer_measures') }}
