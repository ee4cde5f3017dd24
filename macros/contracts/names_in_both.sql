{#- The columns that the contracts of both models have, in the order of the first. -#}
{% macro names_in_both(model_name, other) -%}
    {%- set names = contract_columns(other) | map(attribute='name') | list -%}
    {{ contract_columns(model_name) | map(attribute='name') | select('in', names) | join(', ') }}
{%- endmacro %}
