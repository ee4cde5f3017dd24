{#-
    Makes bronze of tables that something else has landed in a catalog and schema: Lakeflow Connect (SCD type 1 or 2), Link
    to Fabric, or the Delta export of Synapse Link. Each table of the source dataverse becomes a view in the shape of bronze;
    one that isn't landed becomes a view without rows, unless bronze has it already. docs/databricks.md says when to run it:

        dbt run-operation bronze_from_landed --args '{database: customer_360, schema: lakeflow}'

    `loaded_at` is SQL for the time at which a row was written. Silver reads the rows whose time is later than all that it
    has seen, so no row may get a time before that of a row that was there earlier.
-#}
{% macro bronze_from_landed(database, schema, loaded_at='_metadata.file_modification_time') %}
    {% set statements, found = [], [] %}
    {% for node in graph.sources.values() if node.source_name == 'dataverse' %}
        {% set bronze = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) %}
        {% set name = node.name | lower %}
        {% set landed = namespace(table=none) %}
        {#- the labels are landed as OptionsetMetadata, the Delta export as contact_partitioned -#}
        {% for named in [name, name | replace('_metadata', 'metadata')] if not landed.table %}
            {% set landed.table = adapter.get_relation(database, schema, named)
                or adapter.get_relation(database, schema, named ~ '_partitioned') %}
        {% endfor %}
        {% if landed.table %}
            {% do found.append(landed.table.identifier) %}
            {% do statements.append(
                'create or replace view ' ~ bronze ~ ' as\n' ~ landed_rows(node, landed.table, loaded_at)
            ) %}
        {% else %}
            {% do statements.append('create view if not exists ' ~ bronze ~ ' as\n' ~ no_rows(node)) %}
        {% endif %}
    {% endfor %}
    {% if not found %}
        {% do exceptions.raise_compiler_error(
            'bronze_from_landed: ' ~ database ~ '.' ~ schema ~ ' has none of the tables of the source dataverse'
        ) %}
    {% endif %}
    {% for statement in statements %}
        {% do run_query(statement) %}
    {% endfor %}
    {% do adapter.commit() %}
    {% do log('bronze_from_landed: made views of ' ~ found | join(', '), info=true) %}
{% endmacro %}


{#- The query of a bronze view over the landed table `landed`. -#}
{% macro landed_rows(node, landed, loaded_at) -%}
{%- set types = {} -%}
{%- for column in adapter.get_columns_in_relation(landed) -%}
    {%- do types.update({column.name | lower: column.dtype | lower}) -%}
{%- endfor -%}
{%- set is_labels = 'id' not in node.columns | map('lower') -%}
{%- set has_versions = '__start_at' in types and '__end_at' in types -%}
{#- the two have the type of what orders the changes: times, or version numbers -#}
{%- set has_times = has_versions and types['__end_at'].startswith('timestamp') -%}
{%- set has_numbers = has_versions and types['__end_at'] in ('bigint', 'int', 'integer') -%}
{%- set keys = ['id', node.name | lower ~ 'id', 'activityid'] -%}
{%- set key = keys | select('in', types) | first -%}
{%- if not is_labels and not key -%}
    {%- do exceptions.raise_compiler_error(
        'bronze_from_landed: ' ~ landed ~ ' has no column with the id of its records: ' ~ keys | join(', ') ~ ' are missing'
    ) -%}
{%- endif -%}
{%- if not is_labels and not has_versions and 'isdelete' not in types -%}
    {%- do log(
        'bronze_from_landed: ' ~ landed ~ ' has neither IsDelete nor __START_AT and __END_AT, so a record that is deleted '
        ~ 'stays in silver until silver is rebuilt', info=true
    ) -%}
{%- endif -%}
{#- labels have no history here: today's hold for all rows -#}
{%- set loaded_at = "timestamp '1900-01-01'" if is_labels else 'cast(' ~ loaded_at ~ ' as timestamp)' -%}
{%- set from = {
    'id': [key],
    'versionnumber': ['versionnumber'] + (['__start_at'] if has_numbers else []),
    'sinkmodifiedon': (['__start_at'] if has_times else []) + ['sinkmodifiedon', 'modifiedon'],
} -%}
select
    {% for name in node.columns if not name.startswith('_') -%}
    {{ landed_text(from.get(name | lower, [name | lower]), types) }} as {{ adapter.quote(name) }},
    {% endfor -%}
    {{ landed_from(landed, 1, loaded_at) }}
from {{ landed }}
{%- if has_versions and is_labels %}
where __end_at is null
{%- elif has_versions %}
union all
-- a version that ends when no other begins ends with the delete of its record
select
    {% for name in node.columns if not name.startswith('_') -%}
    {%- if name | lower in ('id', 'versionnumber') -%}
    {{ landed_text(from[name | lower], types) }}
    {%- elif name | lower == 'sinkmodifiedon' -%}
    cast({{ '__end_at' if has_times else loaded_at }} as string)
    {%- else -%}
    {{ "'True'" if name | lower == 'isdelete' else 'cast(null as string)' }}
    {%- endif %} as {{ adapter.quote(name) }},
    {% endfor -%}
    {{ landed_from(landed, 2, loaded_at) }}
from {{ landed }} as ended
where
    __end_at is not null
    and not exists (
        select 1 from {{ landed }} as later
        where later.{{ key }} = ended.{{ key }} and later.__start_at = ended.__end_at
    )
{%- endif %}
{%- endmacro %}


{#- The query of a bronze view of a table that isn't landed. -#}
{% macro no_rows(node) -%}
select
    {% for name in node.columns if not name.startswith('_') -%}
    cast(null as string) as {{ adapter.quote(name) }},
    {% endfor -%}
    cast(null as string) as _rescued_data,
    cast(null as string) as _source_file,
    cast(null as bigint) as _source_row,
    cast(null as timestamp) as _source_modified_at,
    cast(null as timestamp) as _loaded_at
limit 0
{%- endmacro %}


{#- The text of the first of the landed columns `names` that is there and not empty. -#}
{% macro landed_text(names, types) -%}
    {%- set texts = [] -%}
    {%- for name in names if name in types -%}
        {%- do texts.append('cast(' ~ adapter.quote(name) ~ ' as string)') -%}
    {%- endfor -%}
    {{ 'coalesce(' ~ texts | join(', ') ~ ')' if texts | length > 1 else texts | first or 'cast(null as string)' }}
{%- endmacro %}


{#- Where a row came from. A row number of 0 is a delete that the local loader made, so `row` is 1 or 2. -#}
{% macro landed_from(landed, row, loaded_at) -%}
    cast(null as string) as _rescued_data,
    '{{ landed.schema }}.{{ landed.identifier }}' as _source_file,
    cast({{ row }} as bigint) as _source_row,
    {{ loaded_at }} as _source_modified_at,
    {{ loaded_at }} as _loaded_at
{%- endmacro %}
