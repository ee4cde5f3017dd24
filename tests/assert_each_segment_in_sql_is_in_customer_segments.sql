{{ config(fail_calc='count(message)') }}
-- {{ ref('customer_segments') }} must read each model beside it
{% set segments = graph.get('nodes', {}).get('model.customer_360.customer_segments', {}) %}
{% set found = segments.get('depends_on', {}).get('nodes', []) %}
select faults.fault as message
from (
    values
    (cast(null as string))
    {%- for name in segments_in_sql() if 'model.customer_360.' ~ name not in found %},
    ('models/marts/segments/customer_segments.sql: add the segment {{ name }}, as docs/segments-and-measures.md shows.')
    {%- endfor %}
) as faults (fault)
where faults.fault is not null
