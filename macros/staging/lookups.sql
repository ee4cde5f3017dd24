{#-
    The lookups of Dynamics 365 that may name a record of one of several tables: where they are, the column of the id and
    that of the table, those of the tables that can be meant whose records this project has, and whether there are others.
-#}
{% macro lookups() %}
{% do return([
    ('salesorder', 'sales_order', 'buyer_id', 'buyer_type', ['account', 'contact'], false),
    ('invoice', 'invoice', 'buyer_id', 'buyer_type', ['account', 'contact'], false),
    ('opportunity', 'opportunity', 'buyer_id', 'buyer_type', ['account', 'contact'], false),
    ('contact', 'contact', 'parent_customer_id', 'parent_customer_type', ['account', 'contact'], false),
    ('activitypointer', 'activity', 'regarding_id', 'regarding_type', ['account', 'contact', 'lead', 'opportunity'], true),
]) %}
{% endmacro %}


{#- The ids of the records of `tables`, also of deleted ones, each with its table. -#}
{% macro lookup_targets(tables) -%}
    select
        id,
        min(table_name) as table_name
    from (
        {% for table in tables -%}
        select
            {{ table }}_id as id,
            '{{ table }}' as table_name
        from {{ ref(table ~ '_history') }}
        where is_current
        {{- '\n        union all\n        ' if not loop.last }}
        {%- endfor %}
    ) as records
    group by id
{%- endmacro %}


{#-
    The current records of `entity`, in which a lookup whose table is empty, or none that can be meant, names the table that
    holds the id. An id is in one table, because Dataverse gives none twice.
-#}
{% macro current_with_lookup(entity) -%}
{%- set _, _, id, type, tables, _ = lookups() | selectattr(1, 'equalto', entity) | first -%}
{%- set known = "versions." ~ type ~ " in ('" ~ tables | join("', '") ~ "')" -%}
{{ config(materialized='view') }}

with

targets as (

    {{ lookup_targets(tables) }}

)

select
    versions.* except (is_current, valid_to, exported_rows, {{ type }}),
    case
        when {{ known }} then versions.{{ type }}
        else coalesce(targets.table_name, versions.{{ type }})
    end as {{ type }}
from {{ ref(entity ~ '_history') }} as versions
left join targets
    on versions.{{ id }} = targets.id and not coalesce({{ known }}, false)
where versions.is_current and not versions.is_deleted
{%- endmacro %}
