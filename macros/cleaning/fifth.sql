{#-
    1 to 5: 1, and 1 more for each full fifth of the rows that have less. Rows with equal values get equal scores, which
    ntile doesn't give them.
-#}
{% macro fifth(value) -%}
    cast(floor(cast(5 * (rank() over (order by {{ value }}) - 1) as double) / count(*) over ()) as int) + 1
{%- endmacro %}
