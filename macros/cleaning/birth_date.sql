{#- A date of birth; NULL for the dates that systems write when they have none, and when it is later than `latest`. -#}
{% macro birth_date(date, latest) -%}
    case
        when
            {{ date }} in (
                date '1900-01-01', date '1899-12-30', date '1753-01-01', date '0001-01-01', date '0001-01-03'
            )
            then null
        when {{ date }} > {{ latest }} then null
        else {{ date }}
    end
{%- endmacro %}
