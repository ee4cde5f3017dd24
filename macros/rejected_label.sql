{#-
    The text of a choice whose `code` could be read but has no label in the choice metadata. Where they have no label of
    the whole column, nothing is told of each row: the load has warned that they are missing.
-#}
{% macro rejected_label(text, code, label, column_name) -%}
    case
        when
            {{ code }} is not null
            and {{ label }} is null
            and (select count(*) from labels where labels.column_name = '{{ column_name }}') > 0
            then {{ text }}
    end as {{ label }}_rejected
{%- endmacro %}
