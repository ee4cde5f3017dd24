{#- The code under which the label of a two-option value, exported as True or False, is filed. -#}
{% macro two_option_code(text) -%}
    case lower(trim({{ text }})) when 'true' then '1' when 'false' then '0' else {{ text }} end
{%- endmacro %}
