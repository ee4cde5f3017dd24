{#-
    The levels of all comparisons, as rows of values: the comparison, its place in match_pairs.agreement, the sign of the
    level there, and the level.
-#}
{% macro match_levels() -%}
    {%- for name, comparison in match_comparisons().items() -%}
    {%- set place = loop.index -%}
    {%- set last_comparison = loop.last -%}
    ('{{ name }}', {{ place }}, '-', 'unknown'), ('{{ name }}', {{ place }}, '0', 'different'),
    {%- for level in comparison.levels %}
    ('{{ name }}', {{ place }}, '{{ loop.index }}', '{{ level }}'){{ ',' if not (loop.last and last_comparison) }}
    {%- endfor %}
    {% endfor -%}
{%- endmacro %}


{#- How two records a and b agree: one sign for each comparison. -#}
{% macro match_agreement() -%}
    {% for comparison in match_comparisons().values() -%}
    case
        when not ({{ comparison.known }}) then '-'
        {% for condition in comparison.levels.values() -%}
        when {{ condition }} then '{{ loop.index }}'
        {% endfor -%}
        else '0'
    end{{ ' ||' if not loop.last }}
    {% endfor -%}
{%- endmacro %}


{#- An agreement in which an equal value counts as unknown if it is one of the shared values, such as '|email|'. -#}
{% macro without_shared_values(agreement, shared_values) -%}
    concat(
        {%- for name, comparison in match_comparisons().items() %}
        {%- set sign = 'substring(' ~ agreement ~ ', ' ~ loop.index ~ ', 1)' %}
        {% if comparison.shared -%}
        case when {{ sign }} = '1' and instr({{ shared_values }}, '|{{ name }}|') > 0 then '-' else {{ sign }} end
        {%- else -%}
        {{ sign }}
        {%- endif %}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- Whether an agreement has this level of a comparison. -#}
{% macro has_level(agreement, name, level) -%}
    {%- set names = match_comparisons() | list -%}
    {%- set levels = match_comparisons()[name].levels | list -%}
    {%- set sign = {'unknown': '-', 'different': '0'}[level] or levels.index(level) + 1 %}
    substring({{ agreement }}, {{ names.index(name) + 1 }}, 1) = '{{ sign }}'
{%- endmacro %}


{#- The comparisons whose frequent values count less, as a list of texts. -#}
{% macro frequent_comparisons() -%}
    {%- for name, comparison in match_comparisons().items() if comparison.frequency -%}
    {{ ', ' if not loop.first }}'{{ name }}'
    {%- endfor -%}
{%- endmacro %}
