{#-
    The rows of `relation` with two more columns: `label`, the labels of the codes in `text` (1;2;3, also [1,2,3])
    in the order of the codes, joined with '; ', where a code without label keeps its number; and `label`_rejected, those
    codes. As in join_choice_label, the labels are those of the time of the load, from the CTE `labels` of the model.
-#}
{% macro with_multi_select_label(relation, text, column_name, label) %}
with

-- each selection once, however many rows have it
selections as (

    select distinct
        {{ text }} as selection,
        {{ multi_select_codes(text) }} as codes,
        _loaded_at
    from {{ relation }}

),

selected_codes as (

    select
        selection,
        codes,
        _loaded_at,
        explode(split(codes, ';')) as code
    from selections
    where codes is not null

),

labelled_codes as (

    select
        selected.selection,
        selected._loaded_at,
        selected.code,
        choices.label,
        (select count(*) from labels where labels.column_name = '{{ column_name }}') > 0 as has_labels,
        -- in front of a text, it sorts by place
        right('00000' || cast(instr(';' || selected.codes || ';', ';' || selected.code || ';') as string), 6)
        || chr(31) as place
    from selected_codes as selected
    {{ join_choice_label('choices', column_name, 'selected.code', 'selected') }}
    where selected.code <> ''

),

selection_labels as (

    select
        selection,
        _loaded_at,
        {{ joined_in_place('coalesce(label, code)') }} as {{ label }},
        {{ joined_in_place('case when label is null and has_labels then code end') }} as {{ label }}_rejected
    from labelled_codes
    group by selection, _loaded_at

)

select
    {{ relation }}.*,
    selection_labels.{{ label }},
    selection_labels.{{ label }}_rejected
from {{ relation }}
left join selection_labels
    on
        {{ relation }}.{{ text }} = selection_labels.selection
        and {{ relation }}._loaded_at = selection_labels._loaded_at
{% endmacro %}


{#- The values of a group, after their `place`, joined in its order; NULL when there are none. -#}
{% macro joined_in_place(value) -%}
    nullif(
        regexp_replace(
            array_join(sort_array(collect_list(place || {{ value }})), '; '), '[0-9]{6}' || chr(31), ''
        ), ''
    )
{%- endmacro %}
