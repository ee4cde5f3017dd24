{#- Every value that isn't NULL lies between two numbers, both included. -#}
{% test between(model, column_name, lowest, highest) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ lowest }} or {{ column_name }} > {{ highest }}

{% endtest %}
