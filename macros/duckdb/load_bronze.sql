{#-
    Before `dbt build` or `dbt run`: adds what is new in the export to the bronze tables of the sources that
    the selected models read. Any other command only makes sure that the tables exist, because tests and unit
    tests ask for their column types. First, the lines of the selected seeds are checked, and that the incremental
    tables, which the run keeps, have the columns of this version of the project. On Databricks bronze is filled
    elsewhere, and this does nothing.
-#}
{% macro load_bronze() %}
    {% if execute and target.type == 'duckdb' %}
        {% set wanted, seeds = [], [] %}
        {% for node in graph.nodes.values() if node.unique_id in selected_resources %}
            {% do wanted.extend(node.depends_on.nodes | select('in', graph.sources)) if node.resource_type == 'model' %}
            {% if node.resource_type == 'seed' and flags.WHICH in ['build', 'seed'] %}
                {% do seeds.append((node.root_path, node.original_file_path, node.columns.keys() | list)) %}
            {% endif %}
        {% endfor %}
        {% set kept = {} %}
        {% for node in graph.nodes.values() if node.unique_id in selected_resources and node.resource_type == 'model' %}
            {% if node.config.materialized == 'incremental' and not (flags.FULL_REFRESH or node.config.full_refresh) %}
                {% do kept.update({node.name: [node.schema, node.alias, node.columns.keys() | list]}) %}
            {% endif %}
        {% endfor %}
        {% do adapter.store_relation('bronze', none, [], '', '', {
            'sources': graph.sources.values() | list,
            'seeds': seeds,
            'load': wanted | unique | list if flags.WHICH in ['build', 'run'] else [],
            'kept': kept if flags.WHICH in ['build', 'run'] else {},
            'accept_deletes': var('accept_deletes'),
        }) %}
    {% endif %}
{% endmacro %}
