select * from {{ ref('customer_measures') }}
{% if is_incremental() %}
except
select * from {{ this }}
{% endif %}
