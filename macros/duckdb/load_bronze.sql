{#-
    Before `dbt build` or `dbt run`: adds what is new in the export to the bronze tables of the sources that
    the selected models read. Any other command only makes sure that the tables exist, because tests and unit
    tests ask for their column types. On Databricks bronze is filled elsewhere, and this does nothing.
-#}
{% macro load_bronze() %}
    {% if execute and target.type == 'duckdb' %}
        {% set wanted = [] %}
        {% for node in graph.nodes.values() if node.unique_id in selected_resources %}
            {% do wanted.extend(node.depends_on.nodes | select('in', graph.sources)) if node.resource_type == 'model' %}
        {% endfor %}
        {% do adapter.store_relation('bronze', none, [], '', '', {
            'sources': graph.sources.values() | list,
            'load': wanted | unique | list if flags.WHICH in ['build', 'run'] else [],
            'accept_deletes': var('accept_deletes'),
        }) %}
    {% endif %}
{% endmacro %}
