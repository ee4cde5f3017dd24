{#- The value of attributes.attribute in a record of customer_records, as text. -#}
{% macro attribute_value(record, groups) -%}
    case attributes.attribute
        {%- for attribute in groups.values() | sum(start=[]) %}
        when '{{ attribute }}' then cast({{ record }}.{{ attribute }} as string)
        {%- endfor %}
    end
{%- endmacro %}
