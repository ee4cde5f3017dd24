{#- Every value that isn't NULL has this form (a regular expression). -#}
{% test matches(model, column_name, pattern) %}

select {{ column_name }}
from {{ model }}
where not regexp_like({{ column_name }}, '{{ pattern }}')

{% endtest %}
