{#- The name of an exported table as people say it: salesorder as Order. -#}
{% macro table_words(column) -%}
    case {{ column }}
        when 'crc33_customer' then 'Customer table'
        when 'customer_finance' then 'Finance file'
        when 'activitypointer' then 'Activity'
        when 'salesorder' then 'Order'
        when 'salesorderdetail' then 'Order line'
        else {{ words(column) }}
    end
{%- endmacro %}
