{#-
    The staging model could use most values of each column, counted over all rows, and over the rows of its newest day of
    loads, so that a rule that breaks later is seen at once. row_rejected counts whole rows. A share above the var
    rejected_share_warn is a warning, one above rejected_share_error of at least rejected_values_at_least values an error.
    Columns in `but` may be rejected. The macro print_messages prints the messages.
-#}
{% test few_values_rejected(model, but=[]) %}

{{ config(fail_calc='coalesce(max(level), 0)', warn_if='>= 1', error_if='>= 2') }}
{%- set counted = [] -%}
{%- if execute -%}
    {%- set node = graph.nodes.values() | selectattr('alias', 'equalto', model.identifier) | first -%}
    {%- do counted.extend(node.columns | reject('in', ['rejected', 'row_rejected'])) -%}
{%- endif -%}
with

entries as (

    select
        *,
        chr(30) || rejected as rejected_entries,
        (select max(newest._loaded_at) from {{ model }} as newest) as newest_load
    from {{ model }}

),

counts as (

    select
        _loaded_at > newest_load - interval '1' day as is_new,
        count(*) as all_rows,
        {%- for column in counted %}
        count_if({{ column }} is not null or instr(rejected_entries, chr(30) || '{{ column }}' || chr(31)) > 0)
            as filled_{{ loop.index }},
        count_if(instr(rejected_entries, chr(30) || '{{ column }}' || chr(31)) > 0) as rejected_{{ loop.index }},
        {%- endfor %}
        count(row_rejected) as rejected_rows
    from entries
    group by all

),

counts_by_column as (

    select
        counts.is_new,
        columns.column_name,
        case columns.place
            {%- for column in counted %}
            when {{ loop.index }} then counts.filled_{{ loop.index }}
            {%- endfor %}
            else counts.all_rows
        end as filled,
        case columns.place
            {%- for column in counted %}
            when {{ loop.index }} then counts.rejected_{{ loop.index }}
            {%- endfor %}
            else counts.rejected_rows
        end as rejected
    from counts
    cross join (
        values
        {%- for column in counted %}
        ({{ loop.index }}, '{{ column }}'),
        {%- endfor %}
        (0, 'row_rejected')
    ) as columns (place, column_name)

),

counts_of_both as (

    select
        column_name,
        sum(filled) as filled,
        sum(rejected) as rejected
    from counts_by_column
    group by column_name
    union distinct
    select
        column_name,
        filled,
        rejected
    from counts_by_column
    where is_new and filled >= {{ var('rejected_values_at_least') }}

),

levels as (

    select
        *,
        case
            when
                filled >= {{ var('rejected_values_at_least') }}
                and rejected > {{ var('rejected_share_error') }} * filled
                then 2
            else 1
        end as level
    from counts_of_both
    where
        rejected > {{ var('rejected_share_warn') }} * filled
        and column_name not in ('{{ but | join("', '") }}')

)

select
    level,
    case when level = 2 then 'FAIL ' else 'WARN ' end || '{{ model.schema }}.{{ model.identifier }}.' || column_name
    || ': ' || cast(rejected as string) || ' of ' || cast(filled as string) || ' values ('
    || cast(cast(floor(100 * cast(rejected as double) / filled) as int) as string)
    || ' %) are rejected. The column rejected of the table has the reasons; the argument but of the test lets a column pass.'
        as message
from levels

{% endtest %}
