{#-
    On Databricks, where bronze is Delta tables of Synapse Link (pipelines/bronze_from_delta.sql): a view without rows
    for each table of the source dataverse that bronze lacks, so that the models build: dbt run-operation empty_bronze
-#}
{% macro empty_bronze() %}
    {% for node in graph.sources.values() if node.source_name == 'dataverse' %}
        {% do run_query(empty_bronze_view(node)) %}
    {% endfor %}
{% endmacro %}


{% macro empty_bronze_view(node) -%}
create view if not exists {{ api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) }} as
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
