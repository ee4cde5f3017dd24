{#- match_pairs.agreement, in which an equal value that belongs to many people counts as unknown. -#}
{% macro match_agreement_without_shared(comparisons) -%}
    {% for name, comparison in comparisons.items() -%}
    {% if comparison.shared -%}
    case
        when sharing_records.shares_{{ name }} and substring(match_pairs.agreement, {{ loop.index }}, 1) = '1' then '-'
        else substring(match_pairs.agreement, {{ loop.index }}, 1)
    end
    {%- else -%}
    substring(match_pairs.agreement, {{ loop.index }}, 1)
    {%- endif %}
    {{- ' || ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
