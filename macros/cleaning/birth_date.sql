{#-
    A date of birth; NULL for the dates that systems write when they have none, when it is later than `latest`, and when it
    is more than 120 years before.
-#}
{% macro birth_date(date, latest) -%}
    case
        when {{ date }} in (date '1900-01-01', date '1899-12-30') then null
        when {{ date }} > {{ latest }} then null
        when year({{ date }}) < year({{ latest }}) - 120 then null
        else {{ date }}
    end
{%- endmacro %}
