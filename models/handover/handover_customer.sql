select * from {{ ref('customers') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
