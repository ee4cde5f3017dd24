{#-
    The incremental strategy `hand_over`: the table gets the rows of the model's query, and only rows that differ are
    written, because each version of the table is kept for 30 days. `unique_key` is the key of both.
-#}
{% macro get_incremental_hand_over_sql(arg_dict) %}
    merge into {{ arg_dict.target_relation }} as handed_over
    using {{ arg_dict.temp_relation }} as given
    on given.{{ arg_dict.unique_key }} = handed_over.{{ arg_dict.unique_key }}
    when matched and (
        {%- for column in adapter.get_columns_in_relation(arg_dict.target_relation) %}
        given.{{ column.quoted }} is distinct from handed_over.{{ column.quoted }}{{ ' or' if not loop.last }}
        {%- endfor %}
    ) then update set *
    when not matched then insert *
    when not matched by source then delete
{% endmacro %}
