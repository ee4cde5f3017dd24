{#- The weight of a level, in bits, from the one line of the seed that tells its m and u. -#}
{% macro match_weight(comparison, level) -%}
    case count(case when place = '{{ comparison }} {{ level }}' then 1 end)
        when 1 then log2(max(case when place = '{{ comparison }} {{ level }}' then m / u end))
        else
            cast(raise_error(
                'seeds/match_weights.csv: there must be one line that starts with "{{ comparison }},{{ level }}": '
                || 'add it or remove the others, or train again with c360 train-matching.'
            ) as double)
    end
{%- endmacro %}
