{#-
    An e-mail address in lower case; NULL when the text can't be one: the signs that RFC 5322 allows without quotes,
    one @, and a domain of names with a dot between them. Letters may be of any alphabet.
-#}
{% macro clean_email(column) -%}
    case
        when
            regexp_like(
                lower({{ column }}),
                '^[0-9a-z{{ letters() }}.!#$%&' || chr(39)
                || '*+/=?^_`{|}~-]+@([0-9a-z{{ letters() }}][0-9a-z{{ letters() }}-]*[.])+'
                || '(xn--[0-9a-z-]+|[a-z{{ letters() }}]{2,})$'
            )
            and {{ column }} not like '%..%'
            and {{ column }} not like '.%'
            and {{ column }} not like chr(39) || '%'
            and {{ column }} not like '%.@%'
            and {{ column }} not like '%-.%'
            then lower({{ column }})
    end
{%- endmacro %}
