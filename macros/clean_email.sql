{#- An e-mail address in lower case; NULL when the text can't be one: name@domain with a dot, no blank, one @. -#}
{% macro clean_email(column) -%}
    case
        when
            regexp_like(lower({{ column }}), '^[^ @,;:<>()"]+@[^ @,;:<>()"._-][^ @,;:<>()"_]*[.][^ @,;:<>()"._0-9-]{2,}$')
            and {{ column }} not like '%..%'
            and {{ column }} not like '.%'
            and {{ column }} not like '%.@%'
            and {{ column }} not like '%-.%'
            then lower({{ column }})
    end
{%- endmacro %}
