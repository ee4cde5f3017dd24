{#-
    Joins the label of a choice as `alias`.label: the label that held when `row`, an alias with _loaded_at, was loaded.
    `code` is SQL for the code as text; a status takes the label that it has in the state `state_code`. The model has a
    CTE `labels`, the rows of stg_dataverse__choice_labels for its table.
-#}
{% macro join_choice_label(alias, column_name, code, row, state_code=none) -%}
    left join labels as {{ alias }}
        on
            {{ alias }}.column_name = '{{ column_name }}'
            and {{ choice_code(code) }} = {{ alias }}.code
            {%- if state_code is not none %}
            and {{ choice_code(state_code) }} = {{ alias }}.state_code
            {%- endif %}
            and {{ row }}._loaded_at >= {{ alias }}.known_from
            and {{ row }}._loaded_at < {{ alias }}.known_to
{%- endmacro %}
