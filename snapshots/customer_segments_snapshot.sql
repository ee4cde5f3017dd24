{% snapshot customer_segments_snapshot %}
{{ snapshot_rows(ref('customer_segments')) }}
{% endsnapshot %}
