{#- Not more than this share of the letters is different; a changed place of two letters counts as two. -#}
{% macro alike(one, other, share) -%}
levenshtein({{ one }}, {{ other }}) <= {{ share }} * greatest(length({{ one }}), length({{ other }}))
{%- endmacro %}
