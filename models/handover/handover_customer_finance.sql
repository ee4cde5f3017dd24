select * from {{ ref('customer_finance') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
