{% snapshot customer_finance_snapshot %}
{{ snapshot_rows(ref('customer_finance_current')) }}
{% endsnapshot %}
