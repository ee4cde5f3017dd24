{{ described_like('customers') -}}
select * from {{ ref('customers') }}
