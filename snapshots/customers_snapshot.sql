{% snapshot customers_snapshot %}
{{ snapshot_rows(ref('customers')) }}
{% endsnapshot %}
