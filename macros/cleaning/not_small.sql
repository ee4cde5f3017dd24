{#- A number for reports: NULL if it, or the group `of` that it belongs to, is of fewer customers than smallest_group. -#}
{% macro not_small(number, of=none) -%}
    case when {{ of or number }} = 0 or {{ of or number }} >= {{ var('smallest_group') }} then {{ number }} end
{%- endmacro %}
