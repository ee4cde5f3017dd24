{#- What the rule with this priority says of a row of values_by_record: the highest score wins. -#}
{% macro survivor_score(priority) -%}
    case rules.rule_{{ priority }}
        when 'source_trust'
            then -nullif(instr('|' || rules.sources_{{ priority }} || '|', '|' || values_by_record.source || '|'), 0)
        when 'most_complete' then values_by_record.filled
        when 'most_frequent' then values_by_record.frequency
        when 'most_recent' then unix_micros(values_by_record.value_at)
    end
{%- endmacro %}
